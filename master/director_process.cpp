// DirectorProcess: starting the child, its pipe and its end.
#include "master/director_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <spdlog/spdlog.h>

namespace acrida {

Result<std::unique_ptr<DirectorProcess>> DirectorProcess::start(boost::asio::io_context& loop,
                                                                const std::string& library,
                                                                Handlers handlers) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return Error{"no socket pair for the director: " + std::string(std::strerror(errno))};
  auto child = ChildProcess::start({own_executable(), "director", library}, ends[1]);
  ::close(ends[1]);
  if (!child) {
    ::close(ends[0]);
    return child.error();
  }
  return std::unique_ptr<DirectorProcess>(
      new DirectorProcess(loop, std::move(*child), ends[0], std::move(handlers)));
}

DirectorProcess::DirectorProcess(boost::asio::io_context& loop, ChildProcess child, int fd,
                                 Handlers handlers)
    : handlers_(std::move(handlers)), child_(std::move(child)) {
  pipe_ = std::make_unique<FramePipe>(
      loop, fd,
      [this](std::string_view frame) {
        const auto message = wire::decode_from_director(frame);
        if (!message) return spdlog::error("{}", message.error().what);
        handlers_.on_message(*message);
      },
      [this] { pipe_closed_ = true; });
}

DirectorProcess::~DirectorProcess() {
  pipe_.reset();  // which tells it to leave
  constexpr std::chrono::milliseconds kStep{5};
  for (std::chrono::milliseconds waited{0}; waited < kExitWait && !child_.poll(); waited += kStep)
    std::this_thread::sleep_for(kStep);
}

void DirectorProcess::poll(Instant now) {
  if (ended_ || !pipe_closed_) return;  // all that it wrote has been read when the pipe closes
  if (!kill_at_) kill_at_ = now + kExitWait;
  if (now >= *kill_at_) child_.signal(SIGKILL);
  const auto status = child_.poll();
  if (!status) return;
  ended_ = true;
  handlers_.on_end(describe_wait_status(*status));
}

}  // namespace acrida
