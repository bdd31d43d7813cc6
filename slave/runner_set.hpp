// RunnerSet: the runner processes of a slave, one but during a swap of the test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "core/base/result.hpp"
#include "slave/agent/agent_machine.hpp"
#include "slave/code/code_store.hpp"
#include "slave/options.hpp"
#include "slave/runner_process.hpp"

namespace acrida {

/// Starts runners as the AgentMachine says, each with its version of the test, and tells of all that
/// they say and how they end. The files of a version stay in the code cache as long as it may be
/// started again. One thread, that of the loop, which it outlives; the options outlive it too.
///
///   RunnerSet runners(loop, options, {.on_message = ..., .on_end = ...});
///   runners.start(action, [this] { return newest_test(); });
///   runners.tick(now);  // several times a second
class RunnerSet {
 public:
  struct Handlers {
    std::function<void(RunnerId, wire::FromSlave)> on_message;
    std::function<void(RunnerId, RunnerEnd)> on_end;
    /// Whether a version of the test may be started again.
    std::function<bool(std::uint64_t version)> is_used;
  };

  RunnerSet(boost::asio::io_context& loop, const SlaveOptions& options, Handlers handlers)
      : loop_(loop), options_(options), handlers_(std::move(handlers)) {}

  /// `newest` is asked for a version that has not been started before. What fails is told by the
  /// next tick.
  void start(const AgentMachine::StartRunner& what,
             const std::function<Result<StoredTest>()>& newest);
  void send(RunnerId id, const wire::FromMaster& message);
  void signal(RunnerId id, int number);
  /// Says quit to all.
  void end_all();
  void tick();
  bool empty() const { return processes_.empty(); }
  bool have_ended() const;
  std::vector<pid_t> pids() const;
  /// Kills what is left.
  void clear() { processes_.clear(); }

 private:
  Result<void> try_start(const AgentMachine::StartRunner& what,
                         const std::function<Result<StoredTest>()>& newest);
  void note_users(const RunnerProcess& process);

  boost::asio::io_context& loop_;
  const SlaveOptions& options_;
  Handlers handlers_;
  std::map<RunnerId, std::unique_ptr<RunnerProcess>> processes_;
  std::map<RunnerId, std::string> failures_;   // why one could not be started
  std::map<std::uint64_t, StoredTest> tests_;  // by version
  std::vector<std::uint64_t> users_created_;   // by the runners of this run, of each shard
};

/// Threads that run users.
std::size_t shard_count(const SlaveOptions& options);

}  // namespace acrida
