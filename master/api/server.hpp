// ApiServer: the HTTP API, its live stream and the web page, on their own thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cloud/fleet/fleet_command.hpp"
#include "cloud/fleet/fleet_view.hpp"
#include "core/base/result.hpp"
#include "master/access/access_desk.hpp"
#include "master/api/test_overview.hpp"
#include "master/api/tls_files.hpp"
#include "master/run/action.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

class LogRing;

/// What a question about the machines gives: what became of the command, if it had one, and what
/// there is now.
struct FleetAnswer {
  FleetReply reply;
  FleetView view;
};

/// Reads only the last published view, so that no download, however slow, holds the run up.
/// start(), publish(), test_changed(), the destructor and the calls of a Reply are on the run's thread; Post is
/// called on the API's own thread.
///
///   auto api = ApiServer::start({.host = "127.0.0.1", .port = 8089}, post_to_run_loop);
///   if (!api) return api.error();
///   (*api)->publish(machine.view(now));
class ApiServer final {
 public:
  using FleetCall = std::function<void(const FleetAnswer&)>;
  /// The same for what is asked about the machines.
  using FleetPost = std::function<void(std::optional<FleetCommand>, FleetCall)>;

  struct Settings {
    std::string host;
    std::uint16_t port = 0;  // 0 = any free one
    std::string csv_history_file;
    TestOverview test;
    std::string web_dir;           // see RouteSettings
    std::string data_dir;          // of the history; "" = there is none
    const LogRing* log = nullptr;  // see RouteSettings
    AccessDesk::Settings access;
    std::vector<std::string> host_names;  // see RouteSettings
    TlsFiles tls;
    FleetPost fleet = {};  // empty: there are no machines
  };
  using Reply = std::function<void(const CommandReply&)>;
  /// Hands a command to the run's loop, which calls the reply when it is carried out, if ever: a
  /// reply that comes after the server's end does nothing.
  using Post = std::function<void(CommandBody, Reply)>;

  /// The error is one line that names the address and the remedy.
  static Result<std::unique_ptr<ApiServer>> start(Settings settings, Post post);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  void publish(RunViewPtr view);
  /// The test is another version.
  void test_changed(TestOverview test);
  std::uint16_t port() const;

 private:
  struct Implementation;
  explicit ApiServer(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace acrida
