// ShardEnvironment: the Environment that the users of a shard see, and the shard's statistics.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include <acrida/environment.hpp>

#include "core/stats/metric_table.hpp"
#include "core/stats/stats_table.hpp"
#include "slave/journal/shard_journal.hpp"
#include "slave/shard/shard_hooks.hpp"
#include "slave/shard/user_exception_table.hpp"

namespace acrida {

/// Owned by the shard, outlives its users. [shard]
class ShardEnvironment : public Environment {
 public:
  /// `region` of the runner's journal, or null; outlives the environment.
  explicit ShardEnvironment(journal::ShardRegion* region = nullptr)
      : journal_(region), random_(std::random_device{}()) {}

  virtual ~ShardEnvironment() = default;

  FlightRow begin(std::string_view method, std::string_view name) override {
    const std::uint32_t row = stats_.row_of(method, name);
    name_new_rows();
    journal_.begin(row);
    return FlightRow{row};
  }
  void record(const RequestEvent& event) override {
    const WallTime now = std::chrono::system_clock::now();
    const std::uint32_t row = stats_.record(event, now);
    name_new_rows();
    journal_.record(row, event, now);
    if (hooks_.requests != nullptr) [[unlikely]]
      hooks_.requests->call("request", [&](Hooks& hooks) { hooks.request(event); });
  }
  void record_metric(const MetricEvent& event) override {
    const bool timed = event.kind == MetricKind::gauge;  // which value is the newest
    metrics_.record(event, timed ? std::chrono::system_clock::now() : WallTime());
  }
  void record_transaction(const TransactionEvent& event) override {
    metrics_.record(event);
    if (event.outcome != Outcome::failure) return;
    stats_.record_error("TRANSACTION", event.name, event.error, std::chrono::system_clock::now());
  }
  void stop_test(std::string_view reason) override {
    if (stop_reason_.empty()) stop_reason_ = reason.empty() ? "no reason given" : reason;
  }
  boost::asio::any_io_executor executor() override { return loop_.get_executor(); }
  std::mt19937_64& random() override { return random_; }
  void send_encoded(std::string type, std::string data_msgpack) override {
    if (hooks_.send) hooks_.send(std::move(type), std::move(data_msgpack));
  }

  /// Before the first user.
  void use(ShardHooks hooks) { hooks_ = std::move(hooks); }
  /// Counts what a user's code threw, and tells the hooks.
  void add_exception(User& user, const std::exception_ptr& exception, std::string where) {
    exceptions_.add(exception, std::move(where));
    if (hooks_.all == nullptr) return;
    const std::string what = describe(exception);
    hooks_.all->call("user_error", [&](Hooks& hooks) { hooks.user_error(user, what); });
  }

  boost::asio::io_context& loop() { return loop_; }
  StatsTable& stats() { return stats_; }
  /// Everything recorded since the last call.
  StatsDelta take_delta() {
    StatsDelta delta = stats_.take_delta();
    delta.metrics = metrics_.take();
    return delta;
  }
  ShardJournal& journal() { return journal_; }
  UserExceptionTable& exceptions() { return exceptions_; }
  /// Why user code asked for the end of the run; empty when it did not.
  const std::string& stop_reason() const { return stop_reason_; }

  /// Of any user of the shard, when it has ended. True: that was the last of limit_tasks().
  bool count_task() {
    if (++tasks_ != task_limit_) [[likely]]
      return false;
    on_task_limit();
    return true;
  }

 protected:
  void limit_tasks(std::uint64_t tasks) { task_limit_ = tasks; }
  /// The last task of limit_tasks() has ended.
  virtual void on_task_limit() {}

 private:
  void name_new_rows() {
    while (journal_.names() < stats_.row_count())
      [[unlikely]] journal_.add_name(stats_.method_of(journal_.names()),
                                     stats_.name_of(journal_.names()));
  }

  std::uint64_t tasks_ = 0;
  std::uint64_t task_limit_ = std::numeric_limits<std::uint64_t>::max();
  // Declared in the order that destruction needs: what is in the loop may still record.
  StatsTable stats_;
  MetricTable metrics_;
  ShardJournal journal_;
  UserExceptionTable exceptions_;
  ShardHooks hooks_;
  std::string stop_reason_;
  std::mt19937_64 random_;
  boost::asio::io_context loop_{1};
};

}  // namespace acrida
