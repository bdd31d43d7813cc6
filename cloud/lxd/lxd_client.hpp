// LxdClient: requests to one LXD or Incus server, and the operations that they begin.
#pragma once

#include <string>

#include "cloud/http/http_call.hpp"
#include "cloud/lxd/lxd_options.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// Without state; its calls block, on any thread.
class LxdClient final {
 public:
  /// For an operation; a copy of a large template without copy on write takes minutes.
  static constexpr std::chrono::seconds kOperationLimit{290};

  /// `options` has a socket or a URL.
  explicit LxdClient(LxdOptions options);

  /// `path` as "/1.0/instances?recursion=1", of the project. The answer has any status.
  CloudResult<HttpAnswer> get(const std::string& path, const std::string& step,
                              const std::stop_token& stop) const;
  /// Returns when all is done, in the background of the server too. A call that is cancelled gives
  /// the operation up where the server can; else that may go on.
  CloudResult<Done> change(const std::string& method, const std::string& path,
                           const std::string& body, const std::string& step,
                           const std::stop_token& stop) const;

 private:
  HttpCall call(const std::string& method, const std::string& path) const;
  CloudResult<Done> wait_for(const std::string& operation, const std::string& step,
                             const std::stop_token& stop) const;

  LxdOptions options_;
};

}  // namespace acrida
