// RunDocument: runs of the archive as JSON, for programs and the page.
#include "master/runs/run_document.hpp"

#include <boost/json.hpp>

#include "master/history/entry_text.hpp"
#include "master/report/generator_json.hpp"
#include "master/report/json_results.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

std::int64_t ms_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

json::object config_of(const RunStanding& standing, const RunView& view) {
  const json::value document = json::parse(json_of(standing));
  json::object config = document.as_object().at("start").as_object();
  config["test"] = view.test_path;
  config["withheld"] = json::value_from(standing.withheld);
  return config;
}

json::array markers_of(const RunView& view) {
  json::array markers;
  if (!view.markers) return markers;
  for (const Marker& marker : *view.markers)
    markers.push_back({{"time_ms", ms_of(marker.time)},
                       {"kind", to_string(marker.kind)},
                       {"text", marker.text}});
  return markers;
}

json::object object_of(const MetricChange& change, std::uint64_t run) {
  json::object object{{"run", run},
                      {"metric", to_string(change.metric)},
                      {"unit", unit_of(change.metric)},
                      {"a", change.a},
                      {"b", change.b},
                      {"difference", change.difference},
                      {"relative", nullptr},
                      {"low", change.low},
                      {"high", change.high},
                      {"word", to_string(change.word)}};
  if (change.relative) object["relative"] = *change.relative;
  return object;
}

json::array array_of(const MetricChanges& changes, std::uint64_t run) {
  json::array array;
  for (const MetricChange& change : changes) array.push_back(object_of(change, run));
  return array;
}

std::string_view to_string(NameChange::Presence presence) {
  switch (presence) {
    case NameChange::Presence::added:
      return "added";
    case NameChange::Presence::removed:
      return "removed";
    case NameChange::Presence::both:
      break;
  }
  return "both";
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
          {"verdict", to_string(summary.verdict)},
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

json::object rows_object(const RunView& view) {
  const json::value document = json::parse(json_run_summary(view));
  const json::object& summary = document.as_object();
  return {{"total", summary.at("total")}, {"rows", summary.at("rows")}};
}

json::object run_object(const ArchivedRun& run, const RunStanding& standing, const RunView& view) {
  json::object object = run_object(run);
  const json::value document = json::parse(json_run_summary(view));
  for (const char* key : {"total", "rows", "transactions", "metrics", "scenarios", "errors",
                          "exceptions", "feeders", "crashes", "lost_slaves", "lost_reports"})
    object[key] = document.as_object().at(key);
  object["config"] = config_of(standing, view);
  object["markers"] = markers_of(view);
  json::array slaves;
  for (const SlaveView& slave : view.slaves)
    slaves.push_back({{"id", slave.id},
                      {"index", slave.index},
                      {"version", slave.version},
                      {"is_acrida", slave.is_acrida},
                      {"state", slave.state}});
  object["slave_list"] = std::move(slaves);
  object["generator"] = generator_object(view);
  return object;
}

json::object series_object(std::span<const TimelinePoint> points) {
  static_assert(kTimelinePercentiles.size() == 7);
  constexpr std::array<const char*, 7> kNames = {"p50_ms", "p75_ms",  "p90_ms", "p95_ms",
                                                 "p99_ms", "p999_ms", "max_ms"};
  std::array<json::array, 7> latencies;
  json::array times, spans, users, targets, rates, failures;
  for (const TimelinePoint& point : points) {
    times.emplace_back(point.second * 1000);
    spans.emplace_back(point.span_s);
    users.emplace_back(point.users);
    targets.emplace_back(point.target_users);
    rates.emplace_back(point.requests_per_s);
    failures.emplace_back(point.failures_per_s);
    for (std::size_t i = 0; i < latencies.size(); ++i) {
      const float ms = point.latency_ms[i];
      latencies[i].push_back(ms < 0 ? json::value(nullptr) : json::value(ms));
    }
  }
  json::object columns{{"time_ms", std::move(times)},       {"span_s", std::move(spans)},
                       {"users", std::move(users)},         {"target_users", std::move(targets)},
                       {"rps", std::move(rates)},           {"fail_per_s", std::move(failures)}};
  for (std::size_t i = 0; i < latencies.size(); ++i) columns[kNames[i]] = std::move(latencies[i]);
  return {{"points", std::move(columns)}};
}

json::object comparison_object(std::span<const ArchivedRun> runs,
                               std::span<const Comparison> comparisons) {
  json::object object = runs_object(runs);
  json::array metrics, names, warnings;
  for (const Comparison& comparison : comparisons) {
    for (const MetricChange& change : comparison.total)
      metrics.push_back(object_of(change, comparison.b));
    for (const NameChange& name : comparison.names)
      names.push_back({{"run", comparison.b},
                       {"method", name.method},
                       {"name", name.name},
                       {"presence", to_string(name.presence)},
                       {"metrics", array_of(name.metrics, comparison.b)}});
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
