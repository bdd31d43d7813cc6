// UserLife: one virtual user from its start to its end.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <acrida/plugin.hpp>
#include <acrida/user.hpp>

#include "slave/shard/shard_environment.hpp"

namespace acrida {

/// Runs on_start, then tasks and waits, then on_stop. Owned by the UserPool. [shard]
///
///   state      event                  next
///   starting   on_start returns       working
///   starting   on_start throws        starting, a second later
///   working    a task throws          working (the exception is reported)
///   any        stop()                 the task in progress goes on, then on_stop
///   any        cut_off()              every await of the task ends at once, then on_stop
///   in on_stop cut_off()              every await of on_stop ends at once
class UserLife {
 public:
  static constexpr std::chrono::seconds kRestartPause{1};

  /// Constructs the user; its constructor may throw.
  UserLife(ShardEnvironment& environment, const UserClassEntry& entry, std::uint64_t id,
           const std::string& host);
  UserLife(const UserLife&) = delete;
  UserLife& operator=(const UserLife&) = delete;

  /// `on_end` is called once, after the coroutine has ended; then the life may be destroyed.
  void start(std::function<void(UserLife&)> on_end);
  /// No further task; a wait ends at once.
  void stop();
  void cut_off();

  /// When the pool cuts it off; set while it is stopping.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

 private:
  task<> run();
  const User::TaskEntry& choose_task();
  void report_exception(std::string where);

  ShardEnvironment& environment_;
  const UserClassEntry& entry_;
  std::unique_ptr<User> user_;
  boost::asio::steady_timer timer_;
  boost::asio::cancellation_signal cancellation_;
  bool stopping_ = false;
  bool cut_off_ = false;
};

}  // namespace acrida
