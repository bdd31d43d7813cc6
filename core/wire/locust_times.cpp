// LocustTimes: Locust's rounded response times, from our buckets and back.
#include "core/wire/locust_times.hpp"

#include <algorithm>

namespace acrida::wire {

namespace {

std::int64_t divided_half_to_even(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  const std::int64_t twice_rest = 2 * (value % divisor);
  const bool up = twice_rest > divisor || (twice_rest == divisor && quotient % 2 != 0);
  return quotient + (up ? 1 : 0);
}

}  // namespace

std::int64_t locust_rounded_ms(std::chrono::nanoseconds time) {
  using namespace std::chrono_literals;
  const std::int64_t step_ms = time < 100ms ? 1 : time < 1s ? 10 : time < 10s ? 100 : 1000;
  return divided_half_to_even(std::max<std::int64_t>(time.count(), 0), step_ms * 1'000'000) *
         step_ms;
}

LocustTimes to_locust_times(const SparseHistogram& latency, std::chrono::nanoseconds min,
                            std::chrono::nanoseconds max) {
  LocustTimes times;
  for (const auto& [bucket, count] : latency) {
    const auto value = std::max(min, std::min(max, Histogram::value_of(bucket)));
    const std::int64_t rounded = locust_rounded_ms(value);
    if (times.empty() || times.back().first != rounded) times.emplace_back(rounded, 0);
    times.back().second += count;
  }
  return times;
}

void normalise(LocustTimes& times) {
  std::sort(times.begin(), times.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (kept > 0 && times[kept - 1].first == times[i].first) {
      times[kept - 1].second += times[i].second;
    } else {
      times[kept++] = times[i];
    }
  }
  times.resize(kept);
}

void normalise(SparseHistogram& buckets) {
  const auto by_bucket = [](const BucketCount& a, const BucketCount& b) {
    return a.bucket < b.bucket;
  };
  if (!std::is_sorted(buckets.begin(), buckets.end(), by_bucket)) {
    std::sort(buckets.begin(), buckets.end(), by_bucket);
  }
  std::size_t kept = 0;
  for (const BucketCount& next : buckets) {
    if (next.count == 0) continue;
    if (kept > 0 && buckets[kept - 1].bucket == next.bucket) {
      buckets[kept - 1].count += next.count;
    } else {
      buckets[kept++] = next;
    }
  }
  buckets.resize(kept);
}

}  // namespace acrida::wire
