// VisitBy: users of any class that run a test's script on a shard.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <acrida/user.hpp>

#include "slave/shard/shard.hpp"

namespace acrida::tests {

/// Each user, of a class derived from Base, runs the script once and then waits for its end. One
/// visit at a time. The script is called on the shards' threads; what it captures by reference
/// outlives the visit. For test programs that link slave_shard.
///
///   VisitBy<TcpUser> running(server.address(), [](TcpUser& user) -> task<> {
///     co_await user.client.connect();
///   });
///   running.wait();
///   const ShardReport report = running.stop();
template <class Base>
class VisitBy final {
 public:
  using Script = std::function<task<>(Base&)>;

  VisitBy(std::string host, Script script, std::size_t users = 1, std::size_t shards = 1)
      : script_(std::move(script)), users_(users * shards) {
    static const UserClassEntry entry{"Visitor", [] { return std::unique_ptr<User>(new Scripted); },
                                      nullptr};
    current_ = this;
    for (std::size_t i = 0; i < shards; ++i)
      shards_.push_back(std::make_unique<Shard>(std::vector<const UserClassEntry*>{&entry},
                                                ShardPlace{i, shards, 0}));
    for (const auto& shard : shards_) {
      std::promise<void> started;
      shard->resize({{"Visitor", users}}, {host, std::chrono::seconds(0)},
                    [&] { started.set_value(); });
      started.get_future().get();
    }
  }

  /// Until every user's script has ended.
  void wait() {
    for (std::size_t i = 0; i < users_; ++i)
      if (!ended_.try_acquire_for(std::chrono::seconds(60)))
        throw std::runtime_error("the script does not end");
  }

  /// Ends the users of each shard at once, and what they have in flight; the shards go on.
  ShardReport stop() {
    ShardReport sum;
    for (const auto& shard : shards_) {
      std::promise<void> stopped;
      shard->stop_users([&] { stopped.set_value(); });
      stopped.get_future().get();
      std::promise<ShardReport> promise;
      shard->take_report([&](ShardReport taken) { promise.set_value(std::move(taken)); });
      const ShardReport report = promise.get_future().get();
      merge(sum.delta, report.delta);
      sum.exceptions.insert(sum.exceptions.end(), report.exceptions.begin(),
                            report.exceptions.end());
      sum.abandoned_users += report.abandoned_users;
    }
    return sum;
  }

 private:
  // A class of users is made without arguments, so it looks for its visit here.
  static inline VisitBy* current_ = nullptr;

  struct Scripted final : Base {
    Scripted() { this->add_task(&Scripted::run_script); }
    task<> run_script() {
      struct Ending {
        ~Ending() { current_->ended_.release(); }
      };
      if (!std::exchange(has_run, true)) {
        const Ending ending;
        co_await current_->script_(*this);
      }
      co_await sleep(std::chrono::hours(1));
    }
    bool has_run = false;
  };

  Script script_;
  std::size_t users_;
  std::counting_semaphore<> ended_{0};
  std::vector<std::unique_ptr<Shard>> shards_;
};

/// All of the above.
template <class Base>
ShardReport visit_by(std::string host, typename VisitBy<Base>::Script script, std::size_t users = 1,
                     std::size_t shards = 1) {
  VisitBy<Base> running(std::move(host), std::move(script), users, shards);
  running.wait();
  return running.stop();
}

/// Zeros when there is no such row.
inline RequestCounters row(const ShardReport& report, const std::string& method,
                           const std::string& name) {
  for (const RequestDelta& request : report.delta.requests)
    if (request.method == method && request.name == name) return request.counters;
  return {};
}

/// All requests, also those of unknown outcome.
inline std::uint64_t counted(const ShardReport& report) {
  std::uint64_t sum = 0;
  for (const RequestDelta& request : report.delta.requests)
    sum += request.counters.requests + request.counters.unknown;
  return sum;
}

/// The messages of the error table.
inline std::vector<std::string> errors(const ShardReport& report) {
  std::vector<std::string> messages;
  for (const ErrorDelta& error : report.delta.errors) messages.push_back(error.message);
  return messages;
}

}  // namespace acrida::tests
