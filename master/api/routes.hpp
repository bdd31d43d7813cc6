// Routes: what each request of the API gets, as pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <acrida/argument_spec.hpp>

#include "master/api/http_message.hpp"
#include "master/run/action.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// What the routes must know of the server.
struct RouteSettings {
  bool on_loopback = true;
  std::string history_file;  // of --csv-full-history; "" = none
  std::uint64_t default_users = 1;
  double default_spawn_rate = 1;
  std::vector<ArgumentSpec> arguments;  // of the test: fields of /swarm
};

/// The request is a command for the run; its reply makes the response (see respond()).
struct PendingCommand {
  CommandBody body;
  bool keep_alive = false;
  unsigned http_version = 11;
};

/// The response is this file.
struct SendFile {
  std::string path;
  std::string download_name;
};

using RouteResult = std::variant<Response, PendingCommand, SendFile>;

/// Pure and reentrant: no socket, file or clock. Never throws on what a client may send.
RouteResult route(const Request& request, const RunView& view, const RouteSettings& settings);
/// The answer to a pending command; `view` is the newest.
Response respond(const PendingCommand& pending, const CommandReply& reply, const RunView& view);
/// An answer of this status with one line of text, for requests that cannot be routed.
Response plain(boost::beast::http::status status, const std::string& text, bool keep_alive,
               unsigned http_version);
/// Headers that every answer has.
void set_security_headers(boost::beast::http::fields& headers, std::string_view content_policy);

}  // namespace acrida
