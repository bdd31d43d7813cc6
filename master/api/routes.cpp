// Routes: what each request of the API gets, as pure functions.
#include "master/api/routes.hpp"

#include <algorithm>
#include <cctype>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>

#include "core/cli/time_span.hpp"
#include "master/api/argument_values.hpp"
#include "master/api/form.hpp"
#include "master/api/request_guard.hpp"
#include "master/api/stats_document.hpp"
#include "master/api/status_page.hpp"
#include "master/report/csv.hpp"
#include "master/report/html_report.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

constexpr std::string_view kNothingPolicy = "default-src 'none'; frame-ancestors 'none'";
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view kReportPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// One request on its way to its answer.
struct Context {
  const Request& request;
  const RunView& view;
  const RouteSettings& settings;
  std::string_view query;
};

Response answer(http::status status, std::string_view type, std::string body,
                std::string_view policy, bool keep_alive, unsigned http_version) {
  Response response(status, http_version);
  response.set(http::field::content_type, boost::beast::string_view(type.data(), type.size()));
  set_security_headers(response, policy);
  response.keep_alive(keep_alive);
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

Response answer(const Context& context, std::string_view type, std::string body,
                std::string_view policy = kNothingPolicy) {
  return answer(http::status::ok, type, std::move(body), policy, context.request.keep_alive(),
                context.request.version());
}

Response json_answer(const Context& context, std::string body) {
  return answer(context, "application/json", std::move(body));
}

std::string failure_body(const std::string& message) {
  return json::serialize(json::object{{"success", false}, {"message", message}});
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

Response download(const Context& context, std::string_view type, std::string body,
                  std::string_view what, std::string_view policy = kNothingPolicy) {
  Response response = answer(context, type, std::move(body), policy);
  response.set(http::field::content_disposition,
               "attachment; filename=\"" + download_name(context.view, what) + "\"");
  return response;
}

RouteResult pending(const Context& context, CommandBody body) {
  return PendingCommand{std::move(body), context.request.keep_alive(), context.request.version()};
}

Result<StartCommand> start_command(const Request& request,
                                   const std::vector<ArgumentSpec>& arguments) {
  auto form = Form::parse(request.body());
  if (!form) return form.error();
  StartCommand start;
  auto users = form->whole_number("user_count");
  if (!users) return users.error();
  start.users = *users;
  start.shape = form->value("shape_class");
  auto rate = form->number("spawn_rate");
  if (!rate) return rate.error();
  start.spawn_rate = *rate;
  auto arrivals = form->number("rate");
  if (!arrivals) return arrivals.error();
  if (*arrivals) start.rate = ArrivalRate{**arrivals, form->value("poisson") == "true"};
  // A load shape needs neither; without one the RunMachine asks for them.
  if (auto host = form->value("host")) {
    std::erase_if(*host, [](char c) { return c == '<' || c == '>'; });
    start.host = *host;
  }
  for (const std::string_view name : {"run_time", "stop_timeout"}) {
    const auto text = form->value(name);
    if (!text) continue;
    const auto span = parse_time_span(*text);
    if (!span) return Error{std::string(name) + ": " + span.error().what};
    (name == "run_time" ? start.run_time : start.stop_timeout) = *span;
  }
  start.user_classes = form->values("user_classes");
  auto options = argument_values(*form, arguments);
  if (!options) return options.error();
  start.options = std::move(*options);
  return start;
}

RouteResult swarm(const Context& context) {
  auto start = start_command(context.request, context.settings.arguments);
  if (!start) return json_answer(context, failure_body(start.error().what));
  return pending(context, std::move(*start));
}

RouteResult stop(const Context& context) {
  return pending(context, StopCommand{});
}
RouteResult reset(const Context& context) {
  return pending(context, ResetStatsCommand{});
}

RouteResult drain(const Context& context) {
  const auto form = Form::parse(context.request.body());
  if (!form) return json_answer(context, failure_body(form.error().what));
  return pending(context, DrainCommand{form->value("slave").value_or("")});
}

RouteResult swap_test(const Context& context) {
  const auto form = Form::parse(context.request.body());
  if (!form) return json_answer(context, failure_body(form.error().what));
  const std::string replace = form->value("replace").value_or("false");
  if (replace != "true" && replace != "false")
    return json_answer(context, failure_body("replace: it must be true or false"));
  return pending(context, SwapCommand{replace == "true", {}});
}

RouteResult page(const Context& context) {
  return answer(context, "text/html; charset=utf-8",
                status_page(context.view, context.settings.default_users,
                            context.settings.default_spawn_rate),
                kPagePolicy);
}

RouteResult script(const Context& context) {
  return answer(context, "text/javascript; charset=utf-8", std::string(status_script()));
}

RouteResult style(const Context& context) {
  return answer(context, "text/css; charset=utf-8", std::string(status_style()));
}

RouteResult requests(const Context& context) {
  return json_answer(context, requests_document(context.view));
}

RouteResult exceptions(const Context& context) {
  return json_answer(context, exceptions_document(context.view));
}

RouteResult worker_count(const Context& context) {
  return json_answer(
      context, json::serialize(json::object{{"worker_count", context.view.present_slaves()}}));
}

RouteResult csv_of_requests(const Context& context) {
  return download(context, "text/csv; charset=utf-8", requests_csv(context.view), "requests.csv");
}

RouteResult csv_of_failures(const Context& context) {
  return download(context, "text/csv; charset=utf-8", failures_csv(context.view), "failures.csv");
}

RouteResult csv_of_exceptions(const Context& context) {
  return download(context, "text/csv; charset=utf-8", exceptions_csv(context.view),
                  "exceptions.csv");
}

RouteResult csv_of_metrics(const Context& context) {
  return download(context, "text/csv; charset=utf-8", metrics_csv(context.view), "metrics.csv");
}

RouteResult csv_of_history(const Context& context) {
  if (context.settings.history_file.empty()) {
    return plain(http::status::not_found,
                 "There is no full history: start the master with --csv and --csv-full-history",
                 context.request.keep_alive(), context.request.version());
  }
  return SendFile{context.settings.history_file,
                  download_name(context.view, "requests_full_history.csv")};
}

RouteResult report(const Context& context) {
  const auto query = Form::parse(context.query);
  const bool as_file = query && query->value("download").has_value();
  if (as_file) {
    return download(context, "text/html; charset=utf-8", html_report(context.view), "report.html",
                    kReportPolicy);
  }
  return answer(context, "text/html; charset=utf-8", html_report(context.view), kReportPolicy);
}

RouteResult health(const Context& context) {
  return answer(context, "text/plain; charset=utf-8", "ok");
}

struct Route {
  std::string_view path;
  bool get;
  bool post;
  bool changes_state;
  RouteResult (*handle)(const Context&);
};

constexpr Route kRoutes[] = {
    {"/", true, false, false, page},
    {"/status.js", true, false, false, script},
    {"/status.css", true, false, false, style},
    {"/healthz", true, false, false, health},
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
};

}  // namespace

RouteResult route(const Request& request, const RunView& view, const RouteSettings& settings) {
  const std::string_view target(request.target().data(), request.target().size());
  const std::size_t query_at = target.find('?');
  const std::string_view path = target.substr(0, query_at);
  const bool keep = request.keep_alive();
  const auto found = std::find_if(std::begin(kRoutes), std::end(kRoutes),
                                  [&](const Route& r) { return r.path == path; });
  const bool changes_state = found != std::end(kRoutes) && found->changes_state;
  if (const auto why = refuse(request, settings.on_loopback, changes_state)) {
    return plain(http::status::forbidden, *why, keep, request.version());
  }
  if (found == std::end(kRoutes)) {
    return plain(http::status::not_found, "Not found", keep, request.version());
  }
  const bool allowed = (request.method() == http::verb::get && found->get) ||
                       (request.method() == http::verb::post && found->post);
  if (!allowed) {
    Response response =
        plain(http::status::method_not_allowed, "Method not allowed", keep, request.version());
    response.set(http::field::allow, found->get ? (found->post ? "GET, POST" : "GET") : "POST");
    return response;
  }
  const std::string_view query =
      query_at == std::string_view::npos ? std::string_view() : target.substr(query_at + 1);
  return found->handle(Context{request, view, settings, query});
}

Response respond(const PendingCommand& command, const CommandReply& reply, const RunView& view) {
  const auto finish = [&](std::string_view type, std::string body) {
    return answer(http::status::ok, type, std::move(body), kNothingPolicy, command.keep_alive,
                  command.http_version);
  };
  if (std::holds_alternative<ResetStatsCommand>(command.body)) {
    return finish("text/plain; charset=utf-8", "ok");
  }
  if (!reply.ok) return finish("application/json", failure_body(reply.text));
  json::object body{{"success", true}, {"message", reply.text}};
  if (const auto* start = std::get_if<StartCommand>(&command.body)) {
    body["host"] = start->host ? *start->host : view.host;
    if (start->run_time) body["run_time"] = start->run_time->count();
    if (!start->user_classes.empty()) {
      json::array classes;
      for (const std::string& name : start->user_classes) classes.emplace_back(name);
      body["user_classes"] = std::move(classes);
    }
  }
  return finish("application/json", json::serialize(body));
}

Response plain(http::status status, const std::string& text, bool keep_alive,
               unsigned http_version) {
  return answer(status, "text/plain; charset=utf-8", text + "\n", kNothingPolicy, keep_alive,
                http_version);
}

void set_security_headers(http::fields& headers, std::string_view content_policy) {
  headers.set(http::field::server, "Acrida");
  headers.set(http::field::cache_control, "no-store");
  headers.set("Content-Security-Policy",
              boost::beast::string_view(content_policy.data(), content_policy.size()));
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace acrida
