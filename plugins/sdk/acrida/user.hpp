// User: a virtual user, the base of every test's classes.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <acrida/environment.hpp>
#include <acrida/request.hpp>
#include <acrida/task.hpp>
#include <acrida/transaction.hpp>
#include <acrida/wait_time.hpp>

namespace acrida {

template <class T>
class Measured;

/// Each virtual user is one object, used by one coroutine on one thread: members need no lock.
/// The constructor describes the class (tasks, wait time, weight); it is also called once to look
/// at the class when no test runs, so it does nothing else. Then, for each user:
/// on_start, tasks chosen by weight with wait_time between them, on_stop.
///
///   struct Pinger : acrida::User {
///     Pinger() { wait_time = acrida::constant(1s); add_task(&Pinger::ping); }
///     acrida::task<> ping() { co_await acrida::sleep(10ms); }
///   };
///   ACRIDA_USER(Pinger)
class User {
 public:
  User() = default;
  User(const User&) = delete;
  User& operator=(const User&) = delete;
  /// Transactions that have not ended are counted as unknown.
  virtual ~User();

  /// Before the first task. When it throws, it is tried again a second later. [shard]
  virtual task<> on_start();
  /// After the last task, also when that was cut off by the stop timeout; has five seconds. [shard]
  virtual task<> on_stop();

  /// Different for every user of the whole test. [shard]
  std::uint64_t id() const { return id_; }
  /// The shard that this user runs on. Not before on_start. [shard]
  Environment& environment() const { return *environment_; }
  std::mt19937_64& random() const { return environment_->random(); }

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

  // What the constructor of a class may set:

  /// Between two tasks; no wait by default.
  WaitTime wait_time;
  /// Share of this class among the users; fractions are allowed.
  double weight = 1;
  /// When > 0: exactly so many users of this class, started first; weight is not used then.
  std::uint64_t fixed_count = 0;
  /// Where the load goes, "http://127.0.0.1:8080". The host given at start replaces it.
  std::string host;

  /// One entry of the task list; the engine calls it.
  struct TaskEntry {
    task<> (User::*method)();
    double weight;
  };
  std::span<const TaskEntry> tasks() const { return tasks_; }

  /// Called by the engine before on_start; `run_host` empty keeps the class's own.
  void attach(Environment& environment, std::uint64_t id, const std::string& run_host);
  /// Called by the engine: what has not ended yet of this user's work is cut off, or (off) on_stop
  /// may now do something anew.
  void mark_cut_off(bool cut_off) { cut_off_ = cut_off; }

 protected:
  /// Adds a member function to the tasks; weight > 0, relative to the other tasks.
  template <class Derived>
  void add_task(task<> (Derived::*method)(), double task_weight = 1) {
    static_assert(std::is_base_of_v<User, Derived>, "tasks are members of a class of users");
    append_task(static_cast<task<> (User::*)()>(method), task_weight);
  }

 private:
  friend class Request;
  friend class Transaction;
  void append_task(task<> (User::*method)(), double task_weight);

  Environment* environment_ = nullptr;  // outlives the user
  std::uint64_t id_ = 0;
  Request* latest_request_ = nullptr;         // not counted yet; what expect() speaks of
  std::uint32_t failed_requests_ = 0;         // what has not been counted yet included
  Transaction* open_transactions_ = nullptr;  // the newest of those that have not ended
  bool cut_off_ = false;
  std::vector<TaskEntry> tasks_;
};

}  // namespace acrida

#include <acrida/measure.hpp>  // what measure() needs of User
