// LoopLagMeter: how late an event loop is.
#pragma once

#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/clock.hpp"
#include "core/stats/histogram.hpp"

namespace acrida {

/// A tick each kPeriod; what it is late by is what any user would have been late by then. Ticks
/// that a held-up loop has missed count too, each with the lateness that it had when the loop came
/// back: else a loop that stood still for half a second would be one sample among many. Keeps the
/// loop from running empty. [shard]
class LoopLagMeter {
 public:
  static constexpr std::chrono::milliseconds kPeriod{10};
  /// Of one delay: the runner itself counts what is longer than its report period.
  static constexpr std::chrono::nanoseconds::rep kMaxMissedTicks = 100;

  explicit LoopLagMeter(boost::asio::io_context& loop) : timer_(loop) {}

  void start() {
    timer_.expires_after(kPeriod);
    tick();
  }
  /// Since the last call.
  SparseHistogram take() {
    SparseHistogram taken = lag_.sparse();
    lag_.clear();
    return taken;
  }
  /// A tick was late by this much; how many ticks it stands for.
  std::chrono::nanoseconds::rep record(std::chrono::nanoseconds late) {
    const auto missed = late / std::chrono::nanoseconds(kPeriod);
    for (std::chrono::nanoseconds::rep i = 0; i <= std::min(missed, kMaxMissedTicks); ++i)
      lag_.record(late - i * kPeriod);
    return missed + 1;
  }

 private:
  void tick() {
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      const auto ticks = record(std::chrono::steady_clock::now() - timer_.expiry());
      timer_.expires_at(timer_.expiry() + ticks * kPeriod);
      tick();
    });
  }

  boost::asio::steady_timer timer_;
  Histogram lag_;
};

}  // namespace acrida
