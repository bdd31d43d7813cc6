// JsonResults: the results of a run as JSON.
#include "master/report/json_results.hpp"

#include <cmath>
#include <map>

#include <boost/json.hpp>

#include "master/report/feeders_json.hpp"
#include "master/report/generator_json.hpp"
#include "master/report/metrics_json.hpp"
#include "master/report/text_number.hpp"
#include "master/report/thresholds_json.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

double to_ms(std::chrono::nanoseconds value) {
  return std::chrono::duration<double, std::milli>(value).count();
}

json::object percentiles_of(const TimeSummary& times, bool timed) {
  json::object percentiles;
  for (std::size_t i = 0; i < kReportedPercentiles.size(); ++i) {
    const std::string key = text_number(kReportedPercentiles[i], 4);
    if (timed) {
      percentiles[key] = times.percentiles_ms[i];
    } else {
      percentiles[key] = nullptr;
    }
  }
  return percentiles;
}

/// From the actual start.
json::object actual_of(const SummaryRow& row) {
  return {{"average_ms", row.actual.average_ms},
          {"min_ms", row.actual.min_ms},
          {"max_ms", row.actual.max_ms},
          {"median_ms", row.actual.median_ms},
          {"percentiles_ms", percentiles_of(row.actual, row.timed > 0)}};
}

json::object response_times_of(const SparseHistogram& latency) {
  std::map<std::int64_t, std::uint64_t> rounded;
  for (const BucketCount& bucket : latency) {
    rounded[locust_rounded_ms(to_ms(Histogram::value_of(bucket.bucket)))] += bucket.count;
  }
  json::object times;
  for (const auto& [ms, count] : rounded) times[std::to_string(ms)] = count;
  return times;
}

json::object entry_of(const RowDetail& row, const SummaryRow& summary, const RunView& view) {
  json::object requests_per_s;
  json::object failures_per_s;
  for (const SecondCount& second : row.seconds) {
    const std::string key = std::to_string(second.epoch_second);
    requests_per_s[key] = second.requests;
    if (second.failures > 0) failures_per_s[key] = second.failures;
  }
  const RequestCounters& counters = row.counters;
  json::object entry;
  entry["name"] = row.name;
  entry["method"] = row.method;
  entry["last_request_timestamp"] = nullptr;
  if (!row.seconds.empty()) {
    entry["last_request_timestamp"] = static_cast<double>(row.seconds.back().epoch_second);
  }
  entry["start_time"] = view.start_time ? to_epoch_seconds(*view.start_time) : 0.0;
  entry["num_requests"] = counters.requests;
  entry["num_none_requests"] = counters.untimed;
  entry["num_failures"] = counters.failures;
  entry["total_response_time"] = to_ms(counters.total_response_time);
  entry["max_response_time"] = to_ms(counters.max_response_time);
  entry["min_response_time"] = nullptr;
  if (counters.timed() > 0) entry["min_response_time"] = to_ms(counters.min_response_time);
  entry["total_content_length"] = counters.content_length_bytes;
  entry["response_times"] = response_times_of(row.latency);
  entry["num_reqs_per_sec"] = std::move(requests_per_s);
  entry["num_fail_per_sec"] = std::move(failures_per_s);
  entry["acrida"] = {{"unknown", counters.unknown},
                     {"intended_starts", counters.intended_starts},
                     {"percentiles_ms", percentiles_of(summary, summary.timed > 0)},
                     {"actual", actual_of(summary)}};
  return entry;
}

json::object row_of(const SummaryRow& row) {
  return {{"method", row.method},
          {"name", row.name},
          {"requests", row.requests},
          {"failures", row.failures},
          {"unknown", row.unknown},
          {"average_ms", row.average_ms},
          {"min_ms", row.min_ms},
          {"max_ms", row.max_ms},
          {"median_ms", row.median_ms},
          {"percentiles_ms", percentiles_of(row, row.timed > 0)},
          {"intended_starts", row.intended_starts},
          {"actual", actual_of(row)},
          {"average_content_length_bytes", row.average_content_length_bytes},
          {"requests_per_s", row.total_requests_per_s},
          {"failures_per_s", row.total_failures_per_s}};
}

json::array errors_of(const RunView& view) {
  json::array errors;
  for (const ErrorDelta& error : view.errors) {
    errors.push_back({{"method", error.method},
                      {"name", error.name},
                      {"error", error.message},
                      {"occurrences", error.occurrences},
                      {"first_seen", utc_text(error.first_seen)},
                      {"last_seen", utc_text(error.last_seen)}});
  }
  return errors;
}

json::array exceptions_of(const RunView& view) {
  json::array exceptions;
  for (const ExceptionGroup& group : view.exceptions) {
    exceptions.push_back(
        {{"count", group.count}, {"message", group.message}, {"traceback", group.traceback}});
  }
  return exceptions;
}

}  // namespace

std::int64_t locust_rounded_ms(double ms) {
  const double step = ms < 100 ? 1 : ms < 1000 ? 10 : ms < 10'000 ? 100 : 1000;
  return std::llrint(std::nearbyint(ms / step) * step);
}

std::string json_results(const RunView& view) {
  json::array entries;
  for (std::size_t i = 0; i < view.details.size() && i < view.rows.size(); ++i) {
    entries.push_back(entry_of(view.details[i], view.rows[i], view));
  }
  return json::serialize(entries);
}

std::string json_run_summary(const RunView& view) {
  json::array rows;
  for (const SummaryRow& row : view.rows) rows.push_back(row_of(row));
  json::array slaves;
  for (const SlaveView& slave : view.slaves) {
    slaves.push_back({{"id", slave.id}, {"version", slave.version}, {"state", slave.state}});
  }
  json::object run;
  run["version"] = view.version;
  run["test"] = view.test_path;
  run["host"] = view.host;
  run["start_time"] = view.start_time ? utc_text(*view.start_time) : "";
  run["end_time"] = view.end_time ? utc_text(*view.end_time) : "";
  run["duration_s"] = std::chrono::duration<double>(view.elapsed).count();
  run["users"] = view.target_users;
  run["spawn_rate"] = view.spawn_rate;
  run["total"] = row_of(view.total);
  run["rows"] = std::move(rows);
  for (auto& [key, list] : metrics_object(view)) run[key] = list;
  run["errors"] = errors_of(view);
  run["exceptions"] = exceptions_of(view);
  run["slaves"] = std::move(slaves);
  run["crashes"] = view.crashes;
  run["feeders"] = feeders_json(view);
  run["generator"] = generator_object(view);
  run["thresholds"] = thresholds_array(view);
  run["lost_slaves"] = view.link.lost_slaves;
  run["lost_reports"] = view.link.lost_reports;
  run["duplicate_reports"] = view.link.duplicate_reports;
  run["lateness_p99_ms"] = view.lateness_p99_ms;
  return json::serialize(run);
}

}  // namespace acrida
