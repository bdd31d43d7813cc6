// RateWindow: events per second over the last whole seconds; fixed size.
#include "core/stats/rate_window.hpp"

#include <algorithm>

namespace acrida {
namespace {

std::size_t slot_of(std::int64_t epoch_second) {
  constexpr auto kSlots = RateWindow::kSlots;
  return static_cast<std::size_t>((epoch_second % kSlots + kSlots) % kSlots);
}

}  // namespace

void RateWindow::add(std::int64_t epoch_second, std::uint64_t count) {
  const std::size_t slot = slot_of(epoch_second);
  if (epoch_second < seconds_[slot]) return;
  if (epoch_second > seconds_[slot]) {
    seconds_[slot] = epoch_second;
    counts_[slot] = 0;
  }
  counts_[slot] += count;
}

double RateWindow::rate(std::int64_t now_second, std::int64_t start_second) const {
  const std::int64_t end = now_second - kLagSeconds;
  const std::int64_t begin = std::max(end - kWindowSeconds, start_second);
  if (begin >= end) return 0;
  std::uint64_t events = 0;
  for (std::int64_t second = begin; second < end; ++second) {
    const std::size_t slot = slot_of(second);
    if (seconds_[slot] == second) events += counts_[slot];
  }
  return static_cast<double>(events) / static_cast<double>(end - begin);
}

void RateWindow::last(std::int64_t end_second, std::span<std::uint32_t> counts) const {
  std::int64_t second = end_second - static_cast<std::int64_t>(counts.size());
  for (std::uint32_t& count : counts) {
    const std::size_t slot = slot_of(second);
    count = seconds_[slot] == second ? static_cast<std::uint32_t>(counts_[slot]) : 0;
    ++second;
  }
}

void RateWindow::clear() {
  counts_.fill(0);
  seconds_.fill(0);
}

}  // namespace acrida
