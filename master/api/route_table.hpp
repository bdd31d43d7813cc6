// RouteTable: what the API serves, and what its handlers see.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cloud/fleet/fleet_command.hpp"
#include "master/access/access_rules.hpp"
#include "master/access/credentials.hpp"
#include "master/api/http_message.hpp"
#include "master/api/test_overview.hpp"
#include "master/page/page_files.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

class LogRing;
class UserBook;

/// What the routes must know of the server.
struct RouteSettings {
  bool on_loopback = true;
  std::vector<std::string> host_names;  // by which it may be called, beside its addresses
  bool is_insecure = false;             // whoever reaches it may use it, beyond this machine too
  const UserBook* users = nullptr;      // outlives the server; nullptr = not known
  std::string history_file;             // of --csv-full-history; "" = none
  TestOverview test;
  std::span<const PageFile> page = built_in_page();
  std::string web_dir;  // of --web-dir: the page's files from there; "" = the built-in ones
  const LogRing* log = nullptr;  // outlives the server; nullptr = there is none
  bool has_cloud = false;        // it can make machines
};

/// How a command is answered.
enum class ApiDialect { locust, v1 };

/// The request is a command for the run; its reply makes the response (see respond()).
struct PendingCommand {
  CommandBody body;
  ApiDialect dialect = ApiDialect::locust;
  bool keep_alive = false;
  unsigned http_version = 11;
};

/// The request is about the machines; see respond(PendingFleet).
struct PendingFleet {
  std::optional<FleetCommand> command;  // nothing: what there is
  bool keep_alive = false;
  unsigned http_version = 11;
};

/// This response, and a command for the run to which nobody waits for a reply.
struct AnswerAndTell {
  Response response;
  CommandBody body;
};

/// The response is this file.
struct SendFile {
  std::string path;
  std::string type;
  std::string policy;
  std::string download_name = {};  // "" = it is shown
  bool is_temporary = false;       // it is removed once it has been opened
};

/// The history answers: see ArchiveDesk.
struct AskArchive {};

/// The connection becomes a WebSocket, see StreamSession.
struct OpenStream {};

/// Somebody signs in by the form, to see the page `next`.
struct LogIn {
  PasswordProof proof;
  std::string next;
};
/// The caller's session ends.
struct LogOut {};

using RouteResult = std::variant<Response, PendingCommand, AnswerAndTell, SendFile, OpenStream,
                                 LogIn, LogOut, AskArchive, PendingFleet>;

/// One request on its way to its answer.
struct RouteContext {
  const Request& request;
  const RunView& view;
  const RouteSettings& settings;
  std::string_view query;
  const Caller& caller;
};

struct Route {
  std::string_view path;
  bool get;
  bool post;
  /// A browser must not have been sent here by another site.
  bool guarded;
  RouteResult (*handle)(const RouteContext&);
  /// Who may: unless it is said, viewers what only reads and operators the rest.
  std::optional<WebRole> need = {};

  WebRole role_needed() const {
    return need.value_or(guarded || post ? WebRole::operator_ : WebRole::viewer);
  }
};

/// Locust's paths.
std::span<const Route> locust_routes();
/// The page and what belongs to it.
std::span<const Route> page_routes();
/// /api/v1: what changes the run. Their bodies are JSON, and need the header of kOwnHeader.
std::span<const Route> v1_command_routes();
/// /api/v1: what is read.
std::span<const Route> v1_read_routes();

/// /api/v1/machines
std::span<const Route> machine_routes();

/// Who one is, and how one becomes it.
std::span<const Route> access_routes();

/// The whole table.
inline std::span<const std::span<const Route>> all_routes() {
  static const std::span<const Route> kAll[] = {locust_routes(),     page_routes(),
                                                v1_command_routes(), v1_read_routes(),
                                                machine_routes(),    access_routes()};
  return kAll;
}

}  // namespace acrida
