// Histogram: log-linear histogram with a bounded relative error, exact under merging.
#include "core/stats/histogram.hpp"

#include <cassert>
#include <cmath>

namespace acrida {

template <unsigned MaxValueBits>
std::chrono::nanoseconds LogLinearHistogram<MaxValueBits>::value_of(std::uint16_t bucket) {
  const std::uint64_t b = std::min<std::uint64_t>(bucket, kBucketCount - 1);
  const std::uint64_t linear = std::uint64_t{1} << kSubBucketBits;
  if (b < 2 * linear) return std::chrono::nanoseconds(b);
  const std::uint64_t shift = (b >> kSubBucketBits) - 1;
  const std::uint64_t low = (b - (shift << kSubBucketBits)) << shift;
  return std::chrono::nanoseconds(low + (std::uint64_t{1} << shift) / 2);
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::allocate() {
  buckets_.resize(kBucketCount);
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::merge(const LogLinearHistogram& other) {
  if (other.empty()) return;
  if (buckets_.empty()) allocate();
  for (std::size_t b = other.low_; b <= other.high_; ++b) buckets_[b] += other.buckets_[b];
  count_ += other.count_;
  low_ = std::min(low_, other.low_);
  high_ = std::max(high_, other.high_);
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::merge(const SparseHistogram& other) {
  if (other.empty()) return;
  if (buckets_.empty()) allocate();
  for (const BucketCount& b : other) {
    add(std::min<std::uint16_t>(b.bucket, kBucketCount - 1), b.count);
  }
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::clear() {
  if (!buckets_.empty() && low_ <= high_) {
    std::fill(buckets_.begin() + low_, buckets_.begin() + high_ + 1, 0);
  }
  count_ = 0;
  low_ = kBucketCount - 1;
  high_ = 0;
}

template <unsigned MaxValueBits>
std::chrono::nanoseconds LogLinearHistogram<MaxValueBits>::percentile(double q) const {
  std::chrono::nanoseconds value{0};
  percentiles(std::span(&q, 1), std::span(&value, 1));
  return value;
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::percentiles(
    std::span<const double> ascending, std::span<std::chrono::nanoseconds> values) const {
  assert(ascending.size() == values.size());
  std::fill(values.begin(), values.end(), std::chrono::nanoseconds(0));
  if (empty()) return;
  std::uint16_t bucket = low_;
  std::uint64_t at_or_below = buckets_[bucket];
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const std::uint64_t rank = rank_of(ascending[i]);
    while (at_or_below < rank && bucket < high_) at_or_below += buckets_[++bucket];
    values[i] = value_of(bucket);
  }
}

template <unsigned MaxValueBits>
void LogLinearHistogram<MaxValueBits>::counts_up_to(
    std::span<const std::chrono::nanoseconds> bounds, std::span<std::uint64_t> counts) const {
  assert(bounds.size() == counts.size());
  std::fill(counts.begin(), counts.end(), 0);
  if (empty()) return;
  std::size_t bucket = low_;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const std::size_t last = std::min<std::size_t>(bucket_of(bounds[i]), high_);
    while (bucket <= last) sum += buckets_[bucket++];
    counts[i] = sum;
  }
}

/// max(1, ceil(q*n)); a product that is a whole number but for its rounding is taken as whole.
template <unsigned MaxValueBits>
std::uint64_t LogLinearHistogram<MaxValueBits>::rank_of(double q) const {
  if (!(q > 0)) return 1;
  if (q >= 1) return count_;
  constexpr double kRounding = 1e-15;
  const double rank = std::ceil(q * static_cast<double>(count_) * (1 - kRounding));
  if (rank >= static_cast<double>(count_)) return count_;
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(rank));
}

template <unsigned MaxValueBits>
SparseHistogram LogLinearHistogram<MaxValueBits>::sparse() const {
  SparseHistogram result;
  if (empty()) return result;
  const auto used = std::count_if(buckets_.begin() + low_, buckets_.begin() + high_ + 1,
                                  [](std::uint64_t count) { return count > 0; });
  result.reserve(static_cast<std::size_t>(used));
  for (std::size_t b = low_; b <= high_; ++b) {
    if (buckets_[b] > 0) result.push_back({static_cast<std::uint16_t>(b), buckets_[b]});
  }
  return result;
}

template class LogLinearHistogram<42>;
template class LogLinearHistogram<63>;

}  // namespace acrida
