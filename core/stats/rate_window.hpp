// RateWindow: events per second over the last whole seconds; fixed size.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace acrida {

/// Counts per epoch second in a ring of kSlots seconds. The current rate is the mean over the
/// kWindowSeconds whole seconds that end kLagSeconds before `now`, or over as many as there were
/// since `start`: the newest seconds are not complete yet, as reports are on their way.
/// (Locust: the mean over [T-12, T-2).) One owner.
class RateWindow {
 public:
  static constexpr std::int64_t kSlots = 32;
  static constexpr std::int64_t kWindowSeconds = 10;
  static constexpr std::int64_t kLagSeconds = 2;

  /// Seconds that are too old for the ring are dropped: they are in the totals, not in the current
  /// rate. The caller keeps out seconds beyond its own clock (of a slave whose clock is ahead):
  /// they would take the place of the true ones.
  void add(std::int64_t epoch_second, std::uint64_t count);
  /// Events per second; zero before the first whole second is old enough.
  double rate(std::int64_t now_second, std::int64_t start_second) const;
  /// The counts of the seconds up to and without `end_second`, as many as `counts` takes; zero where
  /// the ring has none.
  void last(std::int64_t end_second, std::span<std::uint32_t> counts) const;
  void clear();

 private:
  std::array<std::uint64_t, kSlots> counts_{};
  std::array<std::int64_t, kSlots> seconds_{};
};

}  // namespace acrida
