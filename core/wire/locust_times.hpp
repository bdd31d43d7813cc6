// LocustTimes: Locust's rounded response times, from our buckets and back.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/stats/histogram.hpp"

namespace acrida::wire {

/// Locust's key of a response time, in milliseconds: rounded half to even to 1 ms below 100 ms, to
/// 10 ms below 1 s, to 100 ms below 10 s, to 1 s above.
std::int64_t locust_rounded_ms(std::chrono::nanoseconds time);

/// Locust's `response_times`: {rounded milliseconds: count}, ascending.
using LocustTimes = std::vector<std::pair<std::int64_t, std::uint64_t>>;

/// The buckets' values, held within [min, max], are rounded: a lossy view for Locust's eyes.
LocustTimes to_locust_times(const SparseHistogram& latency, std::chrono::nanoseconds min,
                            std::chrono::nanoseconds max);

/// Sorts, and joins equal keys.
void normalise(LocustTimes& times);

/// Sorts, joins equal buckets and leaves out empty ones.
void normalise(SparseHistogram& buckets);

}  // namespace acrida::wire
