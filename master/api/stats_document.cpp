// StatsDocument: what the API's JSON routes answer, in Locust's shapes.
#include "master/api/stats_document.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "master/report/feeders_json.hpp"
#include "master/report/generator_json.hpp"
#include "master/report/html_text.hpp"
#include "master/report/metrics_json.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

// Places in kReportedPercentiles.
constexpr std::size_t kP90 = 4;
constexpr std::size_t kP95 = 5;
constexpr std::size_t kP99 = 7;
static_assert(kReportedPercentiles[kP90] == 0.90 && kReportedPercentiles[kP95] == 0.95 &&
              kReportedPercentiles[kP99] == 0.99);

/// With the names of Locust 2.12, and those of its newer releases.
json::object row_of(const SummaryRow& row) {
  json::object entry;
  entry["method"] = row.method;
  entry["name"] = row.name;
  entry["safe_name"] = html_text(row.name);
  entry["num_requests"] = row.requests;
  entry["num_failures"] = row.failures;
  entry["min_response_time"] = row.min_ms;
  entry["max_response_time"] = row.max_ms;
  entry["current_rps"] = row.current_requests_per_s;
  entry["current_fail_per_sec"] = row.current_failures_per_s;
  entry["avg_response_time"] = row.average_ms;
  entry["median_response_time"] = row.median_ms;
  entry["total_rps"] = row.total_requests_per_s;
  entry["total_fail_per_sec"] = row.total_failures_per_s;
  entry["ninetieth_response_time"] = row.percentiles_ms[kP90];
  entry["ninety_ninth_response_time"] = row.percentiles_ms[kP99];
  entry["response_time_percentile_0.95"] = row.percentiles_ms[kP95];
  entry["response_time_percentile_0.99"] = row.percentiles_ms[kP99];
  entry["avg_content_length"] = row.average_content_length_bytes;
  entry["num_unknown"] = row.unknown;
  entry["num_intended_starts"] = row.intended_starts;
  entry["actual"] = {{"min_response_time", row.actual.min_ms},
                     {"max_response_time", row.actual.max_ms},
                     {"avg_response_time", row.actual.average_ms},
                     {"median_response_time", row.actual.median_ms},
                     {"response_time_percentile_0.95", row.actual.percentiles_ms[kP95]},
                     {"response_time_percentile_0.99", row.actual.percentiles_ms[kP99]}};
  return entry;
}

json::array rows_of(const RunView& view) {
  json::array rows;
  const std::size_t count = std::min(view.rows.size(), kMaxShownRows - 1);
  for (std::size_t i = 0; i < count; ++i) rows.push_back(row_of(view.rows[i]));
  rows.push_back(row_of(view.total));
  return rows;
}

json::array errors_of(const RunView& view) {
  json::array errors;
  const std::size_t count = std::min(view.errors.size(), kMaxShownRows);
  for (std::size_t i = 0; i < count; ++i) {
    const ErrorDelta& error = view.errors[i];
    errors.push_back({{"name", error.name},
                      {"method", error.method},
                      {"error", error.message},
                      {"occurrences", error.occurrences},
                      {"first_seen", to_epoch_seconds(error.first_seen)},
                      {"last_seen", to_epoch_seconds(error.last_seen)}});
  }
  return errors;
}

json::array slaves_of(const RunView& view) {
  json::array slaves;
  for (const SlaveView& slave : view.slaves) {
    if (slave.state == "quit") continue;
    json::object users_by_class;
    for (const auto& [name, users] : slave.user_counts) users_by_class[name] = users;
    slaves.push_back({{"id", slave.id},
                      {"index", slave.index},
                      {"state", slave.state},
                      {"version", slave.version},
                      {"user_count", slave.users},
                      {"user_classes_count", std::move(users_by_class)},
                      {"cpu_usage", slave.cpu_percent},
                      {"memory_usage", slave.memory_bytes}});
  }
  return slaves;
}

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

}  // namespace

std::string requests_document(const RunView& view) {
  const SummaryRow& total = view.total;
  json::object document;
  document["stats"] = rows_of(view);
  document["errors"] = errors_of(view);
  document["current_rps"] = total.current_requests_per_s;
  document["current_fail_per_sec"] = total.current_failures_per_s;
  document["total_rps"] = total.total_requests_per_s;
  document["total_fail_per_sec"] = total.total_failures_per_s;
  document["fail_ratio"] = total.requests == 0 ? 0.0
                                               : static_cast<double>(total.failures) /
                                                     static_cast<double>(total.requests);
  document["current_response_time_percentiles"] = {
      {"response_time_percentile_0.5", or_null(view.current_p50_ms)},
      {"response_time_percentile_0.95", or_null(view.current_p95_ms)}};
  document["current_response_time_percentile_50"] = or_null(view.current_p50_ms);
  document["current_response_time_percentile_95"] = or_null(view.current_p95_ms);
  document["workers"] = slaves_of(view);
  document["worker_count"] = view.present_slaves();
  document["state"] = to_string(view.state);
  document["user_count"] = view.users;
  document["acrida"] = {{"target_user_count", view.target_users},
                        {"feeders", feeders_json(view)},
                        {"generator", generator_object(view, kMaxShownRows)},
                        {"elapsed_s", std::chrono::duration<double>(view.elapsed).count()},
                        {"host", view.host},
                        {"crashes", view.crashes},
                        {"unknown_requests", view.total.unknown},
                        {"lateness_p99_ms", view.lateness_p99_ms},
                        {"lateness_max_ms", view.lateness_max_ms},
                        {"insecure_link", view.insecure_link},
                        {"garbage_frames", view.link.garbage},
                        {"unknown_senders", view.link.unknown_senders},
                        {"duplicate_reports", view.link.duplicate_reports},
                        {"early_reports", view.link.early_reports},
                        {"lost_reports", view.link.lost_reports},
                        {"lost_slaves", view.link.lost_slaves},
                        {"other_run_reports", view.link.other_run_reports}};
  for (auto& [key, list] : metrics_object(view, kMaxShownRows))
    document["acrida"].as_object()[key] = list;
  return json::serialize(document);
}

json::object swarm_answer(bool ok, std::string_view message, const RunView& view) {
  return {{"success", ok},
          {"message", message},
          {"host", view.host.empty() ? json::value(nullptr) : json::value(view.host)}};
}

std::string exceptions_document(const RunView& view) {
  json::array exceptions;
  for (const ExceptionGroup& group : view.exceptions) {
    std::string nodes;
    for (const std::string& node : group.nodes) nodes += (nodes.empty() ? "" : ", ") + node;
    exceptions.push_back({{"count", group.count},
                          {"msg", group.message},
                          {"traceback", group.traceback},
                          {"nodes", nodes}});
  }
  return json::serialize(json::object{{"exceptions", std::move(exceptions)}});
}

}  // namespace acrida
