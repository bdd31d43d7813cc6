// ScriptedServer: an HTTP server on a Unix socket whose answers the test gives.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

struct ScriptedRequest {
  std::string line;  // "GET /path?query"
  std::string body;
};

struct ScriptedAnswer {
  int status = 200;
  std::string body;
};

/// One request after the other, each on a connection of its own.
///
///   ScriptedServer server([](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
///     if (request.line == "GET /1.0") return ScriptedAnswer{200, "{}"};
///     return {};  // it breaks off
///   });
class ScriptedServer final {
 public:
  using Script = std::function<std::optional<ScriptedAnswer>(const ScriptedRequest&)>;

  /// `script` is called on another thread.
  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string socket() const { return folder_ / "socket"; }
  /// Their lines, in order.
  std::vector<std::string> requests() const;

 private:
  void serve(int peer);

  Script script_;
  TempDir folder_;
  int listener_ = -1;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::jthread thread_;
};

}  // namespace acrida::tests
