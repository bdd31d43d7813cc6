// RouteTable: what is read by /api/v1.
#include <array>

#include <boost/beast/http/status.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "master/api/answer.hpp"
#include "master/api/form.hpp"
#include "master/api/live_feed.hpp"
#include "master/api/log_ring.hpp"
#include "master/api/route_table.hpp"
#include "master/api/row_query.hpp"
#include "master/page/json_text.hpp"
#include "master/page/live_document.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};

RouteResult overview(const RouteContext& context) {
  return json_answer(context, overview_document(context.settings.test));
}

RouteResult stream(const RouteContext& context) {
  if (boost::beast::websocket::is_upgrade(context.request)) return OpenStream{};
  return json_error(context, http::status::upgrade_required, "this is a WebSocket");
}

RouteResult live(const RouteContext& context) {
  const auto fields = Form::parse(context.query);
  if (!fields) return json_error(context, http::status::bad_request, fields.error().what);
  const auto rows = parse_row_selection(fields.value());
  if (!rows) return json_error(context, http::status::bad_request, rows.error().what);
  const auto since = fields.value().whole_number("since");
  if (!since) return json_error(context, http::status::bad_request, since.error().what, "since");
  LiveReader reader;
  reader.rows = rows.value();
  reader.since = since.value();
  // The view lives as long as the request: it is not owned.
  const RunViewPtr view(RunViewPtr(), &context.view);
  const std::string overview_text = overview_document(context.settings.test);
  LiveFeed feed(view, overview_text);
  std::string body = "{\"messages\":[";
  for (const LiveFeed::Text& message : feed.next(reader)) {
    if (body.back() != '[') body += ',';
    body += *message;
  }
  return json_answer(context, body + "]}");
}

RouteResult row(const RouteContext& context) {
  const auto fields = Form::parse(context.query);
  if (!fields) return json_error(context, http::status::bad_request, fields.error().what);
  const std::string method = fields.value().value("method").value_or("");
  const std::string name = fields.value().value("name").value_or("");
  std::string body = row_document(context.view, method, name);
  if (body.empty())
    return json_error(context, http::status::not_found, "there is no such row", "name");
  return AnswerAndTell{json_answer(context, std::move(body)), WatchRowCommand{method, name}};
}

RouteResult logs(const RouteContext& context) {
  using json_text::put_key;
  const auto fields = Form::parse(context.query);
  if (!fields) return json_error(context, http::status::bad_request, fields.error().what);
  const auto since = fields.value().whole_number("since");
  if (!since) return json_error(context, http::status::bad_request, since.error().what, "since");
  const std::string word = fields.value().value("level").value_or("debug");
  const auto level = std::find(kLevels.begin(), kLevels.end(), word);
  if (level == kLevels.end())
    return json_error(context, http::status::bad_request,
                      "level: must be debug, info, warning or error", "level");
  LogRing::Page page;
  if (context.settings.log != nullptr)
    page = context.settings.log->since(since.value().value_or(0),
                                       static_cast<LogLevel>(level - kLevels.begin()));
  std::string body = "{\"cursor\":" + std::to_string(page.cursor) + ",\"lines\":[";
  for (const LoggedLine& line : page.lines) {
    if (body.back() != '[') body += ',';
    body += "{\"time_ms\":";
    json_text::put(
        body, std::chrono::duration_cast<std::chrono::milliseconds>(line.time.time_since_epoch())
                  .count());
    put_key(body, "level");
    json_text::put_string(body, kLevels[static_cast<std::size_t>(line.level)]);
    put_key(body, "source");
    json_text::put_string(body, "master");
    put_key(body, "text");
    json_text::put_string(body, line.text);
    body += '}';
  }
  return json_answer(context, body + "]}");
}

constexpr Route kRoutes[] = {
    {"/api/v1/overview", true, false, false, overview},
    {"/api/v1/stream", true, false, true, stream, WebRole::viewer},
    {"/api/v1/live", true, false, false, live},
    {"/api/v1/row", true, false, false, row},
    {"/api/v1/logs", true, false, false, logs},
};

}  // namespace

std::span<const Route> v1_read_routes() {
  return kRoutes;
}

}  // namespace acrida
