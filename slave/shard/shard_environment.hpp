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
#include "slave/shard/user_exception_table.hpp"

namespace acrida {

/// Owned by the shard, outlives its users. [shard]
class ShardEnvironment : public Environment {
 public:
  ShardEnvironment() : random_(std::random_device{}()) {}

  virtual ~ShardEnvironment() = default;

  FlightRow begin(std::string_view, std::string_view) override { return FlightRow::none; }
  void record(const RequestEvent& event) override {
    stats_.record(event, std::chrono::system_clock::now());
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
  void stop_test(std::string_view reason) override { stop_reason_ = reason; }
  boost::asio::any_io_executor executor() override { return loop_.get_executor(); }
  std::mt19937_64& random() override { return random_; }

  boost::asio::io_context& loop() { return loop_; }
  StatsTable& stats() { return stats_; }
  /// Everything recorded since the last call.
  StatsDelta take_delta() {
    StatsDelta delta = stats_.take_delta();
    delta.metrics = metrics_.take();
    return delta;
  }
  UserExceptionTable& exceptions() { return exceptions_; }
  /// Why user code asked for the end of the run; empty when it did not.
  const std::string& stop_reason() const { return stop_reason_; }

  /// Of any user of the shard, when it has ended.
  void count_task() {
    if (++tasks_ == task_limit_) [[unlikely]]
      on_task_limit();
  }

 protected:
  void limit_tasks(std::uint64_t tasks) { task_limit_ = tasks; }
  /// The last task of limit_tasks() has ended.
  virtual void on_task_limit() {}

 private:
  std::uint64_t tasks_ = 0;
  std::uint64_t task_limit_ = std::numeric_limits<std::uint64_t>::max();
  // Declared in the order that destruction needs: what is in the loop may still record.
  StatsTable stats_;
  MetricTable metrics_;
  UserExceptionTable exceptions_;
  std::string stop_reason_;
  std::mt19937_64 random_;
  boost::asio::io_context loop_{1};
};

}  // namespace acrida
