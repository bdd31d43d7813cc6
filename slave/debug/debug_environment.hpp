// DebugEnvironment: a shard's environment that prints what happens.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <utility>

#include "slave/shard/shard_environment.hpp"

namespace acrida {

/// Each request is a line when it is counted, and so is each value of a metric and each transaction;
/// exceptions are printed by print_exceptions(), which is also called before each request. [shard]
class DebugEnvironment final : public ShardEnvironment {
 public:
  /// Lines go to `out`, which outlives this object. `on_stop` is called when user code ends the
  /// test or the last of the allowed tasks has ended.
  DebugEnvironment(std::FILE* out, std::function<void()> on_stop)
      : out_(out), on_stop_(std::move(on_stop)) {}

  void record(const RequestEvent& event) override;
  void record_metric(const MetricEvent& event) override;
  void record_transaction(const TransactionEvent& event) override;
  void stop_test(std::string_view reason) override;
  void print_exceptions();

  /// Ends after so many tasks.
  void allow_tasks(std::uint64_t tasks) { limit_tasks(tasks); }

  std::uint64_t requests() const { return requests_; }
  std::uint64_t failures() const { return failures_; }
  std::uint64_t thrown() const { return thrown_; }

 private:
  void on_task_limit() override { on_stop_(); }

  std::FILE* out_;
  std::function<void()> on_stop_;
  std::uint64_t requests_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t thrown_ = 0;
};

}  // namespace acrida
