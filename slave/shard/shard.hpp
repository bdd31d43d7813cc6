// Shard: one thread with its own loop, users and statistics.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

#include <acrida/row_cursor.hpp>

#include "slave/shard/loop_lag_meter.hpp"
#include "slave/shard/shard_report.hpp"
#include "slave/shard/user_pool.hpp"

namespace acrida {

/// Where a shard stands among all shards of the test; gives its users their numbers.
struct ShardPlace {
  std::size_t shard = 0;
  std::size_t shards = 1;
  std::uint64_t slave_index = 0;
  /// Of the runner's journal, or null; outlives the shard.
  journal::ShardRegion* journal = nullptr;
};

/// Users never leave their shard, and nothing of a shard is touched by another thread: the
/// functions below post a message to the shard's loop (that queue is the shard's mailbox) and the
/// callbacks are called on the shard's thread, which posts the values on. One per core; owned by
/// the runner.
///
///   Shard shard(plugin.user_classes(), {0, 2, 0});
///   shard.resize({{"Shopper", 50}}, settings, [] { /* [shard] */ });
///   shard.take_report([](ShardReport report) { /* [shard] */ });
class Shard {
 public:
  static constexpr std::uint64_t kUserIdsPerSlave = 10'000'000;

  Shard(std::vector<const UserClassEntry*> classes, ShardPlace place, ShardHooks hooks = {});
  /// Ends the thread; users that still run are abandoned with their frames.
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  void resize(UserCounts targets, UserSettings settings, std::function<void()> on_done);  // [any]
  /// The feeders' cursors, before the first user.
  void feed(std::vector<std::unique_ptr<RowCursor>> cursors);                  // [any]
  boost::asio::any_io_executor executor() { return environment_.executor(); }  // [any]
  void stop_users(std::function<void()> on_done);                              // [any]
  void limit_stop(std::chrono::nanoseconds timeout);                           // [any]
  void post(std::function<void()> work);  // [any]; it is called on the shard's thread
  void take_report(std::function<void(ShardReport)> receive);  // [any]

 private:
  ShardEnvironment environment_;
  std::vector<std::unique_ptr<RowCursor>> cursors_;
  std::vector<RowCursor*> cursor_list_;  // what the users see of them
  UserPool pool_;
  LoopLagMeter lag_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
};

}  // namespace acrida
