// RunDocument: runs of the archive as JSON, for programs and the page.
#include "master/runs/run_document.hpp"

#include <boost/json.hpp>

#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

std::int64_t ms_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

json::object object_of(const MetricChange& change, std::uint64_t run, std::string_view word) {
  json::object object{{"run", run},
                      {"metric", to_string(change.metric)},
                      {"unit", unit_of(change.metric)},
                      {"a", change.a},
                      {"b", change.b},
                      {"difference", change.difference},
                      {"relative", nullptr},
                      {"low", nullptr},
                      {"high", nullptr},
                      {"word", word}};
  if (!change.relative) return object;
  object["relative"] = *change.relative;
  object["low"] = change.low / change.a;
  object["high"] = change.high / change.a;
  return object;
}

std::string_view word_of(const NameChange& name, const MetricChange& change) {
  switch (name.presence) {
    case NameChange::Presence::added:
      return "added";
    case NameChange::Presence::removed:
      return "removed";
    case NameChange::Presence::both:
      break;
  }
  return to_string(change.word);
}

json::object object_of(const NameChange& name, std::uint64_t run) {
  json::array metrics;
  for (const MetricChange& change : name.metrics)
    metrics.push_back(object_of(change, run, word_of(name, change)));
  return {
      {"run", run}, {"method", name.method}, {"name", name.name}, {"metrics", std::move(metrics)}};
}

}  // namespace

json::object run_object(const ArchivedRun& run) {
  const RunSummary& summary = run.summary;
  return {{"id", run.id},
          {"name", run.label.name},
          {"started_ms", ms_of(summary.started_at)},
          {"duration_s", summary.duration_s},
          {"state", run.state},
          {"reason", run.reason},
          {"test", summary.test},
          {"test_hash", run.test_hash},
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
          {"verdict", run.state == "broken" ? "failed" : ""},
          {"generator", to_string(summary.verdict)},
          {"tags", json::value_from(run.label.tags)},
          {"note", run.label.note},
          {"star", run.label.star},
          {"foreign", run.is_foreign}};
}

json::object runs_object(std::span<const ArchivedRun> runs) {
  json::array array;
  for (const ArchivedRun& run : runs) array.push_back(run_object(run));
  return {{"runs", std::move(array)}};
}

json::object config_object(const RunStanding& standing, const RunView& view) {
  const json::value document = json::parse(json_of(standing));
  json::object config = document.as_object().at("start").as_object();
  config["test"] = view.test_path;
  config["withheld"] = json::value_from(standing.withheld);
  return config;
}

json::object comparison_object(std::span<const ArchivedRun> runs,
                               std::span<const Comparison> comparisons) {
  json::object object = runs_object(runs);
  json::array metrics, names, warnings;
  for (const Comparison& comparison : comparisons) {
    for (const MetricChange& change : comparison.total)
      metrics.push_back(object_of(change, comparison.b, to_string(change.word)));
    for (const NameChange& name : comparison.names) names.push_back(object_of(name, comparison.b));
    for (const std::string& warning : comparison.warnings)
      warnings.emplace_back(comparisons.size() > 1
                                ? "run " + std::to_string(comparison.b) + ": " + warning
                                : warning);
  }
  object["metrics"] = std::move(metrics);
  object["names"] = std::move(names);
  object["warnings"] = std::move(warnings);
  return object;
}

}  // namespace acrida
