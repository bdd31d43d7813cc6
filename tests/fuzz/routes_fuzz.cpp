// Fuzz target: raw bytes to the HTTP parser to the API's routes; every answer is well-formed.
#include <cstddef>
#include <cstdint>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/json.hpp>

#include "master/api/routes.hpp"
#include "tests/fuzz/fuzzed_view.hpp"

namespace {

using namespace acrida;
namespace http = boost::beast::http;

void check_response(const Response& response) {
  check(response.body().size() < (1u << 20));
  const auto type = response[http::field::content_type];
  if (type == "application/json") {
    boost::system::error_code error;
    boost::json::parse(response.body(), error);
    check(!error);
  }
  for (const auto& header : response) {
    check(header.value().find_first_of("\r\n") == boost::beast::string_view::npos);
  }
  check(!response["Content-Security-Policy"].empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const RunView view = make_view();
  http::request_parser<http::string_body> parser;
  parser.header_limit(kMaxHeaderBytes);
  parser.body_limit(kMaxBodyBytes);
  parser.eager(true);
  boost::beast::error_code error;
  boost::asio::const_buffer rest(data, size);
  while (!error && rest.size() > 0 && !parser.is_done()) {
    const std::size_t used = parser.put(rest, error);
    if (used == 0) break;
    rest += used;
  }
  if (error || !parser.is_header_done()) return 0;
  for (const WebRole role : {WebRole::nobody, WebRole::viewer, WebRole::admin}) {
    const Caller caller{role,
                        role == WebRole::nobody ? Caller::Proof::none : Caller::Proof::session};
    RouteSettings settings;
    settings.on_loopback = role != WebRole::viewer;
    settings.history_file = "/data/history.csv";
    const RouteResult result = route(parser.get(), view, settings, caller);
    if (const auto* both = std::get_if<AnswerAndTell>(&result)) check_response(both->response);
    if (const auto* response = std::get_if<Response>(&result)) check_response(*response);
    if (const auto* pending = std::get_if<PendingCommand>(&result)) {
      check_response(respond(*pending, CommandReply{1, true, "Swarming started"}, view));
      check_response(respond(*pending, CommandReply{1, false, "no \"slave\""}, view));
    }
  }
  return 0;
}
