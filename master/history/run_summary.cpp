// RunSummary: a run in one line of a list.
#include "master/history/run_summary.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

double percentile_of(const SummaryRow& row, double q) {
  const auto found = std::find(kReportedPercentiles.begin(), kReportedPercentiles.end(), q);
  return row.percentiles_ms[static_cast<std::size_t>(found - kReportedPercentiles.begin())];
}

bool is_printable(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::string RunLabel::fault() const {
  if (name.size() > kMaxNameBytes || !is_printable(name))
    return "a name is one line of at most " + std::to_string(kMaxNameBytes) + " bytes";
  if (note.size() > kMaxNoteBytes)
    return "a note has at most " + std::to_string(kMaxNoteBytes) + " bytes";
  const auto is_bad = [](const std::string& tag) {
    return tag.empty() || tag.size() > kMaxTagBytes || !is_printable(tag) ||
           tag.find(',') != std::string::npos;
  };
  if (tags.size() > kMaxTags || std::any_of(tags.begin(), tags.end(), is_bad))
    return "tags are at most " + std::to_string(kMaxTags) + " words of at most " +
           std::to_string(kMaxTagBytes) + " bytes, without commas";
  return "";
}

RunSummary summary_of(const RunView& view) {
  RunSummary summary;
  if (view.start_time) summary.started_at = *view.start_time;
  summary.duration_s = std::chrono::duration<double>(view.elapsed).count();
  summary.test = view.test_name.empty() ? view.test_path : view.test_name;
  summary.version = view.version;
  summary.host = view.host;
  summary.users = view.target_users;
  summary.slaves = view.slaves.size();
  summary.requests = view.total.requests;
  summary.failures = view.total.failures;
  summary.unknown = view.total.unknown;
  summary.requests_per_s = view.total.total_requests_per_s;
  summary.average_ms = view.total.average_ms;
  summary.p50_ms = view.total.median_ms;
  summary.p95_ms = percentile_of(view.total, 0.95);
  summary.p99_ms = percentile_of(view.total, 0.99);
  summary.generator = view.generator.verdict;
  summary.thresholds = view.thresholds.size();
  for (const ThresholdView& threshold : view.thresholds)
    if (threshold.has_failed(view.end_time.has_value()) &&
        summary.missed.size() < RunSummary::kMostMissed)
      summary.missed.push_back(threshold.text);
  return summary;
}

std::string_view to_string(RunVerdict verdict) {
  switch (verdict) {
    case RunVerdict::passed:
      return "passed";
    case RunVerdict::failed:
      return "failed";
    case RunVerdict::none:
      break;
  }
  return "";
}

RunVerdict ArchivedRun::verdict() const {
  if (state == "broken" || !summary.missed.empty()) return RunVerdict::failed;
  return summary.thresholds > 0 && state == "finished" ? RunVerdict::passed : RunVerdict::none;
}

json::object summary_object(const RunSummary& summary) {
  return {{"duration_s", summary.duration_s},
          {"test", summary.test},
          {"version", summary.version},
          {"host", summary.host},
          {"users", summary.users},
          {"slaves", summary.slaves},
          {"requests", summary.requests},
          {"failures", summary.failures},
          {"unknown", summary.unknown},
          {"rps", summary.requests_per_s},
          {"average_ms", summary.average_ms},
          {"p50_ms", summary.p50_ms},
          {"p95_ms", summary.p95_ms},
          {"p99_ms", summary.p99_ms},
          {"threshold_count", summary.thresholds},
          {"missed", json::value_from(summary.missed)}};
}

std::string summary_text(const RunSummary& summary) {
  json::object object = summary_object(summary);
  object["started_us"] = us_of(summary.started_at);
  object["verdict"] = static_cast<int>(summary.generator);  // of the load generator
  return json::serialize(object);
}

Result<RunSummary> parse_summary(std::string_view text) {
  try {
    const json::value document = json::parse(text);
    const json::object& object = document.as_object();
    const auto number = [&](const char* key) { return object.at(key).to_number<double>(); };
    const auto count = [&](const char* key) { return object.at(key).to_number<std::uint64_t>(); };
    const auto word = [&](const char* key) { return json::value_to<std::string>(object.at(key)); };
    RunSummary summary;
    summary.started_at = time_of_us(object.at("started_us").to_number<std::int64_t>());
    summary.duration_s = number("duration_s");
    summary.test = word("test");
    summary.version = word("version");
    summary.host = word("host");
    summary.users = count("users");
    summary.slaves = count("slaves");
    summary.requests = count("requests");
    summary.failures = count("failures");
    summary.unknown = count("unknown");
    summary.requests_per_s = number("rps");
    summary.average_ms = number("average_ms");
    summary.p50_ms = number("p50_ms");
    summary.p95_ms = number("p95_ms");
    summary.p99_ms = number("p99_ms");
    summary.generator = static_cast<GeneratorVerdict>(std::clamp(
        object.at("verdict").to_number<int>(), 0, static_cast<int>(GeneratorVerdict::invalid)));
    if (object.contains("threshold_count")) {  // older ones have none
      summary.thresholds = count("threshold_count");
      summary.missed = json::value_to<std::vector<std::string>>(object.at("missed"));
    }
    return summary;
  } catch (const std::exception& error) {
    return Error{std::string("the summary of a run cannot be read: ") + error.what()};
  }
}

std::string tags_text(const std::vector<std::string>& tags) {
  return json::serialize(json::value_from(tags));
}

std::vector<std::string> parse_tags(std::string_view text) {
  try {
    return json::value_to<std::vector<std::string>>(json::parse(text));
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace acrida
