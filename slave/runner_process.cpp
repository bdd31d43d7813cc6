// RunnerProcess: starts the runner, reads it, and takes stock when it has ended.
#include "slave/runner_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "core/wire/codec.hpp"
#include "slave/journal/salvage.hpp"
#include "slave/stack/stack_text.hpp"

namespace acrida {

namespace {

std::string library_of(const Journal& journal) {
  const char* path = journal.header().library;
  return {path, strnlen(path, journal::kMaxModuleBytes)};
}

// The libraries of a test that came from elsewhere are not where its linker was told.
std::vector<std::string> loader_variables(const std::string& folder) {
  if (folder.empty()) return {};
  const char* own = std::getenv("LD_LIBRARY_PATH");
  return {"LD_LIBRARY_PATH=" + folder + (own && *own ? ":" + std::string(own) : "")};
}

RunnerEnd how_it_ended(const Journal& journal, int wait_status) {
  RunnerEnd end;
  const journal::StackNote& note = journal.header().crash;
  StackText stack = stack_text(note, library_of(journal));
  end.what = describe_end(note, stack);
  end.stack = std::move(stack.lines);
  if (!end.what.empty()) return end;
  end.what = describe_wait_status(wait_status);
  if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL)
    end.what += ", perhaps by the kernel for want of memory: see dmesg";
  return end;
}

}  // namespace

Result<std::unique_ptr<RunnerProcess>> RunnerProcess::start(boost::asio::io_context& loop,
                                                            const RunnerStart& start,
                                                            OnMessage on_message) {
  auto journal = Journal::create(start.shards, start.library, start.users_created);
  if (!journal) return journal.error();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return Error{"no socket pair: " + std::string(std::strerror(errno))};
  std::vector<std::string> command{own_executable(),
                                   "runner",
                                   start.library,
                                   "--index",
                                   std::to_string(start.slave_index),
                                   "--memory",
                                   std::to_string(start.memory_limit_bytes)};
  if (!start.user.empty()) command.insert(command.end(), {"--user", start.user});
  if (!start.folder.empty()) command.insert(command.end(), {"--folder", start.folder});
  auto child =
      ChildProcess::start(command, ends[1], (*journal)->fd(), loader_variables(start.folder));
  ::close(ends[1]);
  if (!child) {
    ::close(ends[0]);
    return child.error();
  }
  return std::unique_ptr<RunnerProcess>(new RunnerProcess(
      loop, std::move(*child), ends[0], std::move(*journal), std::move(on_message)));
}

RunnerProcess::RunnerProcess(boost::asio::io_context& loop, ChildProcess child, int pipe_fd,
                             std::unique_ptr<Journal> journal, OnMessage on_message)
    : loop_(loop),
      child_(std::move(child)),
      journal_(std::move(journal)),
      on_message_(std::move(on_message)),
      pipe_(std::make_unique<FramePipe>(
          loop, pipe_fd, [this](std::string_view frame) { on_frame(frame); },
          [this] { pipe_closed_ = true; })) {}

// The pipe's end is deferred, as this may be called from within its callback.
RunnerProcess::~RunnerProcess() {
  // Shared, as a handler must be copyable.
  boost::asio::post(loop_, [old = std::shared_ptr<FramePipe>(std::move(pipe_))] {});
}

void RunnerProcess::send(const wire::FromMaster& message) {
  pipe_->send(wire::encode(message, ""));
}

void RunnerProcess::on_frame(std::string_view frame) {
  if (!pipe_) return;  // destroyed by one of the frames before
  auto envelope = wire::decode_from_slave(frame);
  if (!envelope)
    spdlog::error("a frame from the runner makes no sense: {}", envelope.error().what);
  else if (auto* report = std::get_if<wire::StatsReport>(&envelope->message))
    take(std::move(*report));
  else
    on_message_(std::move(envelope->message));
}

void RunnerProcess::take(wire::StatsReport report) {
  const std::vector<std::uint64_t> marks = std::exchange(report.journal_marks, {});
  parts_.push_back(std::move(report));
  if (marks.empty()) return;
  journal_->acknowledge(marks);
  for (wire::StatsReport& part : std::exchange(parts_, {})) on_message_(std::move(part));
}

std::optional<RunnerEnd> RunnerProcess::end(Now now) {
  const std::optional<int> status = child_.poll();
  if (!status) return std::nullopt;
  if (!ended_at_) ended_at_ = now.mono;
  if (!pipe_closed_ && now.mono - *ended_at_ < kPipeWait) return std::nullopt;
  RunnerEnd end = how_it_ended(*journal_, *status);
  end.was_running = journal_->header().is_running.load() != 0;
  end.rest = salvage(*journal_);
  return end;
}

std::optional<wire::ExceptionReport> RunnerProcess::take_stall() {
  const journal::Header& header = journal_->header();
  if (header.stalls.load() == stalls_seen_) return std::nullopt;
  if (header.stall.state.load() != journal::StackNote::kComplete) return std::nullopt;
  stalls_seen_ = header.stalls.load();
  StackText stack = stack_text(header.stall, library_of(*journal_));
  std::string message(header.stall.message, std::min<std::size_t>(header.stall.message_bytes.load(),
                                                                  journal::kMaxMessageBytes));
  if (!stack.place.empty()) message += " in " + stack.place;
  return wire::ExceptionReport{std::move(message), std::move(stack.lines), 1, false};
}

}  // namespace acrida
