// RunDocument: runs of the archive as JSON, for programs and the page.
#include "master/runs/run_document.hpp"

#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "master/history/entry_text.hpp"
#include "master/page/live_document.hpp"
#include "master/report/generator_cells.hpp"
#include "master/report/metric_cells.hpp"
#include "master/report/percentile_cells.hpp"

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

json::object object_of(const MetricCells& cells) {
  return {{"title", cells.title},
          {"columns", json::value_from(cells.columns)},
          {"text_columns", cells.text_columns},
          {"rows", json::value_from(cells.rows)}};
}

}  // namespace

json::object run_object(const ArchivedRun& run) {
  json::object object{{"id", run.id},
                      {"name", run.label.name},
                      {"started_ms", ms_of(run.summary.started_at)},
                      {"state", run.state},
                      {"reason", run.reason},
                      {"test_hash", run.test_hash},
                      {"verdict", to_string(run.verdict())},
                      {"generator", to_string(run.summary.generator)},
                      {"tags", json::value_from(run.label.tags)},
                      {"note", run.label.note},
                      {"star", run.label.star},
                      {"foreign", run.is_foreign}};
  for (auto& [key, value] : summary_object(run.summary)) object[key] = std::move(value);
  return object;
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

json::object detail_object(const ArchivedRun& run, const RunView& view, std::size_t errors) {
  RowSelection all;
  all.count = view.rows.size();
  std::string members;
  put_state(members, view);
  put_markers(members, view, 0);
  put_rows(members, view, all);
  put_errors(members, view.errors, errors);
  put_exceptions(members, view);
  json::object object = json::parse("{" + members + "}").as_object();
  ArchivedRun current = run;
  current.summary = summary_of(view);  // that of a run that is on may be older
  for (auto& [key, value] : run_object(current))
    if (key != "slaves" && key != "generator") object[key] = std::move(value);
  json::object& generator = object.at("generator").as_object();
  generator["bad_seconds"] = bad_seconds_text(view.generator);
  generator["lateness_p99_ms"] = view.lateness_p99_ms;
  generator["lateness_max_ms"] = view.lateness_max_ms;
  json::array tables;
  for (const MetricCells& cells :
       {percentile_cells(view), scenario_cells(view), transaction_cells(view), metric_cells(view),
        generator_cells(view)})
    if (!cells.rows.empty()) tables.push_back(object_of(cells));
  object["tables"] = std::move(tables);
  return object;
}

std::string series_document(std::span<const TimelinePoint> points) {
  std::vector<const TimelinePoint*> shown;
  shown.reserve(points.size());
  for (const TimelinePoint& point : points) shown.push_back(&point);
  std::string members;
  put_points(members, shown);
  return "{" + members + "}";
}

json::object comparison_object(std::span<const ArchivedRun> runs,
                               const ArchiveComparison& compared) {
  const std::vector<Comparison>& comparisons = compared.comparisons;
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
  json::array windows;
  for (const ComparedWindow& window : compared.windows)
    windows.push_back({{"run", window.id},
                       {"zero_ms", window.zero_second * 1000},
                       {"begin_ms", window.span.begin * 1000},
                       {"end_ms", window.span.end * 1000},
                       {"quantiles", json::value_from(window.curve.quantiles)},
                       {"ms", json::value_from(window.curve.ms)}});
  object["windows"] = std::move(windows);
  object["markers"] = json::value_from(compared.markers);
  return object;
}

}  // namespace acrida
