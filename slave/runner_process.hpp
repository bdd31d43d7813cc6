// RunnerProcess: the runner as its agent sees it: a child, a pipe and a journal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "core/base/result.hpp"
#include "core/link/frame_pipe.hpp"
#include "core/process/child_process.hpp"
#include "slave/agent/agent_machine.hpp"
#include "slave/journal/journal.hpp"

namespace acrida {

struct RunnerStart {
  std::string library;  // path of the test
  std::string folder;   // with all files that it names; empty: they are where it was written
  std::size_t shards = 1;
  std::uint64_t slave_index = 0;
  std::uint64_t memory_limit_bytes = 0;  // 0: any
  std::string user;                      // whom the runner becomes; empty: the agent's
  /// Of the runner whose place it takes: how many users each shard has created; empty for none.
  std::vector<std::uint64_t> users_created;
};

/// Owns the child process; destroying it kills the child. A report that came in several parts is
/// passed on when it is complete, so that each part is either in the master's statistics or in what
/// the journal gives back after a crash. One thread, that of the loop.
class RunnerProcess {
 public:
  /// A process that has ended and whose pipe is still open has passed it on to another: that long
  /// is waited for the pipe.
  static constexpr std::chrono::seconds kPipeWait{1};

  using OnMessage = std::function<void(wire::FromSlave)>;

  /// `loop` outlives it; `on_message` is called until it is destroyed.
  static Result<std::unique_ptr<RunnerProcess>> start(boost::asio::io_context& loop,
                                                      const RunnerStart& start,
                                                      OnMessage on_message);
  ~RunnerProcess();
  RunnerProcess(const RunnerProcess&) = delete;
  RunnerProcess& operator=(const RunnerProcess&) = delete;

  void send(const wire::FromMaster& message);
  void signal(int number) { child_.signal(number); }
  pid_t pid() const { return child_.pid(); }
  /// Does not wait, not even for what it wrote.
  bool has_ended() { return child_.poll().has_value(); }
  /// How it ended and what it had not reported, once all that it wrote has been read. Takes some
  /// hundred milliseconds after a crash.
  std::optional<RunnerEnd> end(Now now);
  /// Of a shard that does not answer; once for each time.
  std::optional<wire::ExceptionReport> take_stall();
  std::vector<std::uint64_t> users_created() const { return journal_->users_created(); }

 private:
  RunnerProcess(boost::asio::io_context& loop, ChildProcess child, int pipe_fd,
                std::unique_ptr<Journal> journal, OnMessage on_message);
  void on_frame(std::string_view frame);
  void take(wire::StatsReport report);

  boost::asio::io_context& loop_;
  ChildProcess child_;
  std::unique_ptr<Journal> journal_;
  OnMessage on_message_;
  std::vector<wire::StatsReport> parts_;  // of a report whose last part has not come
  std::unique_ptr<FramePipe> pipe_;
  bool pipe_closed_ = false;
  std::optional<Instant> ended_at_;
  std::uint32_t stalls_seen_ = 0;
};

}  // namespace acrida
