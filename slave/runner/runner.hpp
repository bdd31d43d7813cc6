// Runner: the process that holds the plugin and runs the users of one run.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/data/test_folder.hpp"
#include "core/link/frame_pipe.hpp"
#include "core/loader/plugin_loader.hpp"
#include "core/wire/message.hpp"
#include "slave/feed/run_feeders.hpp"
#include "slave/journal/journal.hpp"
#include "slave/runner/health_report.hpp"
#include "slave/runner/runner_hooks.hpp"
#include "slave/runner/shard_scenarios.hpp"
#include "slave/runner/stall_watch.hpp"
#include "slave/shard/shard.hpp"

namespace acrida {

struct RunnerSettings {
  std::uint64_t slave_index = 0;
  TestFolder folder{};  // of the files that the test names
};

/// Its control thread (the one that calls run()) talks to the agent over a socket pair, in the
/// slave's own messages: spawn, stop and quit come in; spawning_complete, stats, exception and
/// client_stopped go out. A spawn during the stop limits what the stop may take; runner_messages.hpp
/// has what comes from the agent alone. The users are on the shards' threads. [control]
class Runner {
 public:
  static constexpr std::chrono::seconds kReportPeriod{1};

  /// Takes `agent_fd` over. The journal outlives the runner.
  Runner(const Plugin& plugin, RunnerSettings settings, int agent_fd, Journal& journal);

  /// Until the agent says quit or is gone. False when users may still run on the shards: then the
  /// process must end at once, without destroying the runner.
  bool run();

 private:
  void on_frame(std::string_view frame);
  void on(const wire::Spawn& spawn);
  void on(const wire::Custom& custom);
  /// Before the first user: what the run asks of the test. False when it cannot be.
  bool prepare(const wire::Spawn& spawn);
  void on_stop();
  void report_each_second();
  /// Asks every shard; calls `then` when all have answered and their reports are in pending_.
  void collect(std::function<void()> then);
  void ask(std::size_t shard, std::function<void()> then);
  void add(ShardReport report, std::size_t shard);
  void send_pending();
  UserCounts share_of(std::size_t shard) const;
  UserCounts users() const;
  void send(const wire::FromSlave& message);
  /// `then` on the control thread, after as many calls of the result as there are shards.
  std::function<void()> after_all_shards(std::function<void()> then);

  boost::asio::io_context loop_{1};
  FramePipe agent_;
  boost::asio::steady_timer report_timer_;
  std::vector<const UserClassEntry*> classes_;
  ArgumentBase* arguments_;
  RunFeeders feeders_;
  bool prepared_ = false;
  RunnerHooks hooks_;
  std::vector<std::unique_ptr<Shard>> shards_;
  StallWatch stalls_;
  UserSettings user_settings_;
  UserCounts targets_;
  std::uint64_t spawn_generation_ = 0;
  StatsDelta pending_;
  HealthReport health_;
  std::vector<std::uint64_t> journal_marks_;  // what is in pending_ or has been sent
  std::vector<UserException> pending_exceptions_;
  ShardScenarios scenarios_;
  std::vector<UserCounts> users_;  // of each shard
  std::vector<bool> asked_;        // for its part of the report of each second
  std::string stop_reason_;        // why user code asks for the end of the run
  bool stop_requested_ = false;
  bool stopping_ = false;
  bool stopped_ = false;          // all users have ended
  bool users_abandoned_ = false;  // those that could not be stopped have not
};

}  // namespace acrida
