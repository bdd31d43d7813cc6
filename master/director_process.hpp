// DirectorProcess: the child that runs the plugin's load shape and hooks for the master.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/link/frame_pipe.hpp"
#include "core/process/child_process.hpp"
#include "core/wire/director_message.hpp"

namespace acrida {

/// Callbacks come on the loop's thread or from poll(). The destructor gives the child a moment to
/// leave by itself, then kills it; not to be called from within a callback.
class DirectorProcess final {
 public:
  static constexpr std::chrono::seconds kExitWait{1};

  struct Handlers {
    std::function<void(const wire::FromDirector&)> on_message;
    /// Once: it has ended, or has closed its pipe; "signal 11 (Segmentation fault)".
    std::function<void(const std::string& how)> on_end;
  };
  static Result<std::unique_ptr<DirectorProcess>> start(boost::asio::io_context& loop,
                                                        const std::string& library,
                                                        Handlers handlers);
  ~DirectorProcess();

  void send(const wire::ToDirector& message) { pipe_->send(wire::encode(message)); }
  /// Several times a second.
  void poll(Instant now);
  bool ended() const { return ended_; }

 private:
  DirectorProcess(boost::asio::io_context& loop, ChildProcess child, int fd, Handlers handlers);

  Handlers handlers_;
  ChildProcess child_;
  std::unique_ptr<FramePipe> pipe_;
  bool pipe_closed_ = false;
  std::optional<Instant> kill_at_;
  bool ended_ = false;
};

}  // namespace acrida
