// Histogram: log-linear histogram with a bounded relative error, exact under merging.
#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace acrida {

/// One non-empty bucket of a histogram: the sparse form that travels and is stored.
struct BucketCount {
  std::uint16_t bucket = 0;
  std::uint64_t count = 0;
  bool operator==(const BucketCount&) const = default;
};

/// Ascending by bucket, every count > 0. Merging two of them bucket by bucket loses nothing.
using SparseHistogram = std::vector<BucketCount>;

/// Counts durations in log-linear buckets: 64 linear buckets in each power of two of nanoseconds
/// (the scheme of HdrHistogram, http://hdrhistogram.org). A bucket is represented by its middle,
/// so that the relative error is at most 1/128 = 0.79 % from 64 ns up, and nothing below.
/// Range 0 .. 2^MaxValueBits ns; longer values count in the last bucket. The buckets are allocated
/// on the first record; record() never allocates after that. One owner.
template <unsigned MaxValueBits>
class LogLinearHistogram {
 public:
  static constexpr unsigned kSubBucketBits = 6;
  static constexpr unsigned kMaxValueBits = MaxValueBits;
  static constexpr std::size_t kBucketCount = std::size_t{kMaxValueBits - kSubBucketBits + 1}
                                              << kSubBucketBits;

  /// The bucket of a duration; negative durations count as zero.
  static std::uint16_t bucket_of(std::chrono::nanoseconds value);
  /// The middle of a bucket, the value that percentile() reports.
  static std::chrono::nanoseconds value_of(std::uint16_t bucket);

  void record(std::chrono::nanoseconds value, std::uint64_t count = 1);
  void merge(const LogLinearHistogram& other);
  /// Buckets out of range are counted in the last one.
  void merge(const SparseHistogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  /// The value below or at which a fraction `q` (0..1) of the recorded values lie: the value of
  /// rank max(1, ceil(q*n)). Zero when empty.
  std::chrono::nanoseconds percentile(double q) const;
  /// percentile() of several ascending fractions in one pass; both spans have the same size.
  void percentiles(std::span<const double> ascending,
                   std::span<std::chrono::nanoseconds> values) const;
  /// How many of the recorded values lie at or below each of the ascending `bounds`, as far as the
  /// buckets tell them apart; both spans have the same size.
  void counts_up_to(std::span<const std::chrono::nanoseconds> bounds,
                    std::span<std::uint64_t> counts) const;
  SparseHistogram sparse() const;

 private:
  void allocate();
  void add(std::uint16_t bucket, std::uint64_t count);
  std::uint64_t rank_of(double q) const;

  std::vector<std::uint64_t> buckets_;  // empty, or kBucketCount
  std::uint64_t count_ = 0;
  std::uint16_t low_ = kBucketCount - 1;  // touched range, so that scans are short
  std::uint16_t high_ = 0;
};

/// Of response times: to 73 minutes, 19 KiB.
using Histogram = LogLinearHistogram<42>;
/// Of any whole numbers, for which nanoseconds are only the type: 29 KiB.
using WideHistogram = LogLinearHistogram<63>;

template <unsigned MaxValueBits>
inline std::uint16_t LogLinearHistogram<MaxValueBits>::bucket_of(std::chrono::nanoseconds value) {
  constexpr std::uint64_t kMaxValue = (std::uint64_t{1} << kMaxValueBits) - 1;
  if (value.count() < 0) return 0;
  const auto v = std::min(static_cast<std::uint64_t>(value.count()), kMaxValue);
  // The value is rounded to its kSubBucketBits + 1 leading bits; shorter ones are exact.
  constexpr std::uint64_t kLinear = std::uint64_t{1} << kSubBucketBits;
  const auto shift = static_cast<unsigned>(std::bit_width(v | kLinear)) - 1 - kSubBucketBits;
  return static_cast<std::uint16_t>((std::uint64_t{shift} << kSubBucketBits) + (v >> shift));
}

template <unsigned MaxValueBits>
inline void LogLinearHistogram<MaxValueBits>::add(std::uint16_t bucket, std::uint64_t count) {
  buckets_[bucket] += count;
  count_ += count;
  low_ = std::min(low_, bucket);
  high_ = std::max(high_, bucket);
}

template <unsigned MaxValueBits>
inline void LogLinearHistogram<MaxValueBits>::record(std::chrono::nanoseconds value,
                                                     std::uint64_t count) {
  if (buckets_.empty()) [[unlikely]] {
    allocate();
  }
  add(bucket_of(value), count);
}

extern template class LogLinearHistogram<42>;
extern template class LogLinearHistogram<63>;

}  // namespace acrida
