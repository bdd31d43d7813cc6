// RunnerHooks: the hooks of a test in a slave's runner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/hooks/hook_set.hpp"
#include "core/loader/plugin_loader.hpp"
#include "core/wire/message.hpp"
#include "slave/runner/cpu_watch.hpp"
#include "slave/shard/shard_hooks.hpp"

namespace acrida {

/// Calls the hooks at their moments, and turns what they send into messages for
/// the agent. Owned by the runner; outlives the shards. [control], but for what
/// the shards call.
class RunnerHooks {
 public:
  /// Different failures between two reports; further ones are counted as one of
  /// them.
  static constexpr std::size_t kMaxFailures = 100;

  /// `send` is called on the control thread, `post` on any: it carries a
  /// function there.
  RunnerHooks(const Plugin& plugin, std::size_t shards,
              std::function<void(const wire::FromSlave&)> send,
              std::function<void(std::function<void()>)> post);

  ShardHooks for_shards();

  void on(const wire::Custom& message);
  void on(const wire::RampComplete& complete);
  /// Of each spawn: the first one of the run calls test_start.
  void before_spawn();
  void before_stop();
  void after_stop();
  /// About to report: what the hooks attach, and what they threw.
  void complete(wire::StatsReport& report);
  std::vector<wire::ExceptionReport> take_failures();
  /// Once a second.
  void watch_cpu();

 private:
  void send(std::string type, std::string data_msgpack);  // [any]
  void note_failure(const std::string& what);

  std::function<void(const wire::FromSlave&)> send_;
  std::function<void(std::function<void()>)> post_;
  std::mutex failures_mutex_;  // only ever taken by what throws and by the report
  std::map<std::string, std::uint64_t> failures_;
  CpuWatch cpu_watch_;
  bool test_started_ = false;
  std::thread::id control_thread_ = std::this_thread::get_id();
  HookSet hooks_;  // last: its objects may send and throw from their construction on
};

}  // namespace acrida
