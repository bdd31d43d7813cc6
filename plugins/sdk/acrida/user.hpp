// User: a virtual user, the base of every test's classes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <acrida/environment.hpp>
#include <acrida/executor.hpp>
#include <acrida/request.hpp>
#include <acrida/task.hpp>
#include <acrida/task_owner.hpp>
#include <acrida/transaction.hpp>

namespace acrida {

template <class T>
class Measured;

/// Each virtual user is one object, used by one coroutine on one thread: members need no lock.
/// The constructor describes the class (tasks, wait time, weight); it is also called once to look
/// at the class when no test runs, so it does nothing else. Then, for each user:
/// on_start, tasks chosen by weight with wait_time between them, on_stop. When on_start throws, it
/// is tried again a second later; on_stop has five seconds. A class that is not named with
/// ACRIDA_USER is a base for others, which inherit its tasks.
///
///   struct Pinger : acrida::User {
///     Pinger() { wait_time = acrida::constant(1s); add_task(&Pinger::ping); }
///     acrida::task<> ping() { co_await acrida::sleep(10ms); }
///   };
///   ACRIDA_USER(Pinger)
class User : public TaskOwner {
 public:
  /// Transactions that have not ended are counted as unknown.
  ~User() override;

  /// Different for every user of the whole test. [shard]
  std::uint64_t id() const { return id_; }
  /// The shard that this user runs on. Not before on_start. [shard]
  Environment& environment() const { return *environment_; }
  std::mt19937_64& random() const { return environment_->random(); }
  /// When the current task should have begun, by its pacing or as an arrival; nothing when any time
  /// is right.
  std::optional<std::chrono::steady_clock::time_point> intended_start() const {
    if (intended_start_ == kNoTime) return std::nullopt;
    return intended_start_;
  }

  /// Awaits any task and counts it as a request: its time, and a failure when it throws. `method`
  /// is a constant: "REDIS", "MQTT". See <acrida/measure.hpp>. [shard]
  template <class T>
  task<Measured<T>> measure(std::string_view method, std::string_view name, task<T> call);

  // What it measures beside its requests: four tables of the whole test, each with a bounded number
  // of names. They throw std::invalid_argument when the value is no finite number. Not before
  // on_start: [shard].

  /// Adds to a counter: count("orders"), count("items", 3). A negative number is an error.
  void count(std::string_view name, double by = 1) const;
  /// How much there is now, gauge("queue length", 12): the reports show the newest value that any
  /// user has noted (by the clocks of their machines, corrected to the master's), the least, the
  /// greatest and the average of all.
  void gauge(std::string_view name, double value, std::string_view unit = {}) const;
  /// One of many values whose distribution matters: trend("basket", 12.5, "EUR"). Percentiles have
  /// at most 1 % error from 0.001 to 9e12, smaller values one of 0.00001, and negative ones count
  /// as zero in them; least, greatest and average are exact.
  void trend(std::string_view name, double value, std::string_view unit = {}) const;
  /// A group of requests, timed as one until it ends its life: see Transaction.
  Transaction transaction(std::string_view name) { return Transaction(*this, name); }

  /// Unless the condition holds: the user's latest request that has been answered and is not
  /// counted yet fails with this message, and the task ends. When there is none, an exception of
  /// the task is reported instead. [shard]
  void expect(bool condition, std::string_view message) {
    if (!condition) fail_expectation(message);
  }

  // What the constructor of a class may set, beside wait_time and order:

  /// Share of this class among the users; fractions are allowed.
  double weight = 1;
  /// When > 0: exactly so many users of this class, started first; weight is not used then.
  std::uint64_t fixed_count = 0;
  /// When tasks begin, if not after each other's wait time: makes the class a scenario.
  Executor executor;
  /// Where the load goes, "http://127.0.0.1:8080". The host given at start replaces it.
  std::string host;

  /// Sockets that each user of the class needs at the same time, at least: a plan that needs more
  /// than the slaves may open is refused. Asked once, of an object that never runs. [load-time]
  virtual std::uint64_t least_sockets() const { return 0; }

  /// Called by the engine before on_start; `run_host` empty keeps the class's own.
  void attach(Environment& environment, std::uint64_t id, const std::string& run_host);
  /// Called by the engine: what has not ended yet of this user's work is cut off, or (off) on_stop
  /// may now do something anew.
  void mark_cut_off(bool cut_off) { cut_off_ = cut_off; }
  /// Called by the engine before each task: when it should have begun; nothing: at any time. Its
  /// first request carries the delay; later ones begin when the task comes to them.
  void begin_task(std::optional<std::chrono::steady_clock::time_point> intended_start) {
    intended_start_ = intended_start.value_or(kNoTime);
    start_lag_taken_ = false;
  }

 private:
  friend class Request;
  friend class Transaction;
  static constexpr std::chrono::steady_clock::time_point kNoTime{};

  std::chrono::nanoseconds take_start_lag(std::chrono::steady_clock::time_point now) {
    if (intended_start_ == kNoTime) return kNoIntendedStart;
    if (std::exchange(start_lag_taken_, true) || now < intended_start_)
      return std::chrono::nanoseconds(0);
    return now - intended_start_;
  }
  [[noreturn]] void fail_expectation(std::string_view message);

  Environment* environment_ = nullptr;  // outlives the user
  std::uint64_t id_ = 0;
  std::chrono::steady_clock::time_point intended_start_ = kNoTime;
  Request* latest_request_ = nullptr;         // not counted yet; each knows the one before
  std::uint32_t failed_requests_ = 0;         // what has not been counted yet included
  Transaction* open_transactions_ = nullptr;  // the newest of those that have not ended
  bool cut_off_ = false;
  bool start_lag_taken_ = false;
};

}  // namespace acrida

#include <acrida/measure.hpp>  // what measure() needs of User
