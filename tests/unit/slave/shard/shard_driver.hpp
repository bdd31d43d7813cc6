// ShardDriver: a shard of test users, with calls that wait for their effect.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <acrida/user.hpp>

#include "slave/shard/shard.hpp"

namespace acrida::tests {

template <class T>
const UserClassEntry& entry_of(const char* name) {
  static const UserClassEntry entry{name, [] { return std::unique_ptr<User>(new T); }, nullptr};
  return entry;
}

///   ShardDriver driver({&entry_of<Worker>("Worker")});
///   driver.resize({{"Worker", 2}});
///   driver.stop();
///   EXPECT_EQ(requests_of(driver.report(), "work"), 2);
class ShardDriver {
 public:
  explicit ShardDriver(std::vector<const UserClassEntry*> classes)
      : shard_(std::move(classes), {}) {}

  void resize(UserCounts counts, std::chrono::nanoseconds stop_timeout = std::chrono::seconds(5),
              TagFilter tags = {}) {
    resize(std::move(counts), UserSettings{"http://127.0.0.1:1", stop_timeout, std::move(tags)});
  }
  void resize(UserCounts counts, UserSettings settings) {
    std::promise<void> done;
    shard_.resize(std::move(counts), std::move(settings), [&] { done.set_value(); });
    done.get_future().get();
  }
  void limit_stop(std::chrono::nanoseconds timeout) { shard_.limit_stop(timeout); }
  /// The users of a scenario, whose start is now.
  void begin(UserCounts counts, const ScenarioPlan& scenario) {
    UserSettings settings;
    settings.stop_timeout = std::chrono::seconds(5);
    settings.scenarios = {scenario};
    settings.scenarios_start = std::chrono::steady_clock::now();
    resize(std::move(counts), std::move(settings));
  }
  std::chrono::duration<double> stop() {
    const auto start = std::chrono::steady_clock::now();
    std::promise<void> done;
    shard_.stop_users([&] { done.set_value(); });
    done.get_future().get();
    return std::chrono::steady_clock::now() - start;
  }
  ShardReport report() {
    std::promise<ShardReport> promise;
    shard_.take_report([&](ShardReport report) { promise.set_value(std::move(report)); });
    return promise.get_future().get();
  }

 private:
  Shard shard_;
};

/// One request of this name.
inline void record(const User& user, const char* name) {
  user.environment().record(
      {.method = "TEST", .name = name, .response_time = std::chrono::milliseconds(1), .error = {}});
}

inline std::uint64_t requests_of(const ShardReport& report, const std::string& name) {
  for (const RequestDelta& row : report.delta.requests)
    if (row.name == name) return row.counters.requests;
  return 0;
}

}  // namespace acrida::tests
