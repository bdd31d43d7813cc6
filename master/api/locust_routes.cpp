// RouteTable: Locust's paths, and what Acrida has beside them.
#include <cctype>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"
#include "master/api/form.hpp"
#include "master/api/log_ring.hpp"
#include "master/api/route_table.hpp"
#include "master/api/start_fields.hpp"
#include "master/api/stats_document.hpp"
#include "master/api/task_ratio.hpp"
#include "master/page/report_page.hpp"
#include "master/report/csv.hpp"
#include "master/report/text_number.hpp"
#include "master/runs/html_report.hpp"
#include "master/telemetry/prometheus_text.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

constexpr StartNames kLocustNames{.users = "user_count", .shape = "shape_class"};
/// Locust answers a bad form by 200.
Response failure(const RouteContext& context, const std::string& message) {
  return json_answer(context, json::serialize(swarm_answer(false, message, context.view)));
}

/// Letters, digits, dots and dashes: anything else could end the header's quoted text.
std::string file_name_part(std::string_view text) {
  std::string part;
  for (const char c : text) {
    const bool plain_char =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
    part += plain_char ? c : '_';
  }
  return part;
}

std::string download_name(const RunView& view, std::string_view what) {
  const std::string time = utc_text(view.taken_at);  // 2026-01-31T12:00:00.000Z
  const std::size_t folder_end = view.test_path.rfind('/');
  const std::string test =
      folder_end == std::string::npos ? view.test_path : view.test_path.substr(folder_end + 1);
  std::string name = "Acrida_" + time.substr(0, 10) + "-" + time.substr(11, 2) + "h" +
                     time.substr(14, 2) + "_" + file_name_part(test);
  return name + "_" + std::string(what);
}

Response download(const RouteContext& context, std::string_view type, std::string body,
                  std::string_view what, std::string_view policy = kNothingPolicy) {
  Response response = answer(context, type, std::move(body), policy);
  response.set(http::field::content_disposition,
               "attachment; filename=\"" + download_name(context.view, what) + "\"");
  return response;
}

RouteResult swarm(const RouteContext& context) {
  const auto form = Form::parse(context.request.body());
  if (!form) return failure(context, form.error().what);
  auto start = start_command(*form, *form, kLocustNames, context.settings.test.arguments);
  if (const auto* wrong = std::get_if<FieldError>(&start)) return failure(context, wrong->what);
  return pending(context, std::get<StartCommand>(std::move(start)), ApiDialect::locust);
}

RouteResult stop(const RouteContext& context) {
  return pending(context, StopCommand{}, ApiDialect::locust);
}
RouteResult reset(const RouteContext& context) {
  return pending(context, ResetStatsCommand{}, ApiDialect::locust);
}

RouteResult drain(const RouteContext& context) {
  const auto form = Form::parse(context.request.body());
  if (!form) return failure(context, form.error().what);
  return pending(context, DrainCommand{form->value("slave").value_or("")}, ApiDialect::locust);
}

RouteResult swap_test(const RouteContext& context) {
  const auto form = Form::parse(context.request.body());
  if (!form) return failure(context, form.error().what);
  const std::string replace = form->value("replace").value_or("false");
  if (replace != "true" && replace != "false")
    return failure(context, "replace: it must be true or false");
  return pending(context, SwapCommand{replace == "true", {}}, ApiDialect::locust);
}

RouteResult requests(const RouteContext& context) {
  return json_answer(context, requests_document(context.view));
}

RouteResult exceptions(const RouteContext& context) {
  return json_answer(context, exceptions_document(context.view));
}

RouteResult worker_count(const RouteContext& context) {
  return json_answer(
      context, json::serialize(json::object{{"worker_count", context.view.present_slaves()}}));
}

RouteResult tasks(const RouteContext& context) {
  return json_answer(context, task_ratio_document(context.settings.test.classes, context.view));
}

/// The master's newest lines; slaves keep theirs.
RouteResult logs(const RouteContext& context) {
  json::array lines;
  for (const LoggedLine& line :
       context.settings.log ? context.settings.log->newest(kMaxShownRows) : LogRing::Lines{})
    lines.emplace_back(utc_text(line.time) + " " + line.text);
  return json_answer(context, json::serialize(json::object{{"master", std::move(lines)},
                                                           {"workers", json::object()}}));
}

RouteResult csv_of_requests(const RouteContext& context) {
  return download(context, "text/csv; charset=utf-8", requests_csv(context.view), "requests.csv");
}

RouteResult csv_of_failures(const RouteContext& context) {
  return download(context, "text/csv; charset=utf-8", failures_csv(context.view), "failures.csv");
}

RouteResult csv_of_exceptions(const RouteContext& context) {
  return download(context, "text/csv; charset=utf-8", exceptions_csv(context.view),
                  "exceptions.csv");
}

RouteResult csv_of_metrics(const RouteContext& context) {
  return download(context, "text/csv; charset=utf-8", metrics_csv(context.view), "metrics.csv");
}

RouteResult csv_of_history(const RouteContext& context) {
  if (context.settings.history_file.empty()) {
    return plain(http::status::not_found,
                 "There is no full history: start the master with --csv and --csv-full-history",
                 context.request.keep_alive(), context.request.version());
  }
  return SendFile{context.settings.history_file, "text/csv; charset=utf-8",
                  std::string(kNothingPolicy),
                  download_name(context.view, "requests_full_history.csv")};
}

RouteResult report(const RouteContext& context) {
  const auto query = Form::parse(context.query);
  const std::string theme = query ? query->value("theme").value_or("") : "";
  const auto page = html_report(context.view, theme);
  const auto policy = report_policy();
  if (!page || !policy)
    return plain(http::status::not_found, page.error().what, context.request.keep_alive(),
                 context.request.version());
  const bool as_file = query && query->value("download").has_value();
  if (as_file)
    return download(context, "text/html; charset=utf-8", page.value(), "report.html",
                    policy.value());
  return answer(context, "text/html; charset=utf-8", page.value(), policy.value());
}

RouteResult health(const RouteContext& context) {
  return answer(context, "text/plain; charset=utf-8", "ok");
}

RouteResult metrics(const RouteContext& context) {
  return answer(context, kPrometheusType, prometheus_text(context.view));
}

constexpr Route kRoutes[] = {
    {"/healthz", true, false, false, health, WebRole::nobody},
    {"/metrics", true, false, false, metrics},
    {"/swarm", false, true, true, swarm},
    {"/stop", true, true, true, stop},
    {"/stats/reset", true, true, true, reset},
    {"/slaves/drain", false, true, true, drain},
    {"/test/swap", false, true, true, swap_test},
    {"/stats/requests", true, false, false, requests},
    {"/stats/requests/csv", true, false, false, csv_of_requests},
    {"/stats/failures/csv", true, false, false, csv_of_failures},
    {"/stats/metrics/csv", true, false, false, csv_of_metrics},
    {"/stats/requests_full_history/csv", true, false, false, csv_of_history},
    {"/stats/report", true, false, false, report},
    {"/exceptions", true, false, false, exceptions},
    {"/exceptions/csv", true, false, false, csv_of_exceptions},
    {"/worker-count", true, false, false, worker_count},
    {"/tasks", true, false, false, tasks},
    {"/logs", true, false, false, logs},
};

}  // namespace

std::span<const Route> locust_routes() {
  return kRoutes;
}

}  // namespace acrida
