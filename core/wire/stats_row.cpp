// StatsRowReader: reads one row of a `stats` message.
#include "core/wire/stats_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/wire/codec.hpp"
#include "core/wire/locust_times.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

namespace {

using std::chrono::nanoseconds;

/// Longest sum of times in one row of a report (9 years of waiting): longer ones are held there,
/// so that sums over reports stay within 63 bits.
constexpr std::int64_t kMaxTotalNs = std::int64_t{1} << 58;

nanoseconds read_milliseconds(Reader& in) {
  const double ns = in.number() * 1e6;
  return nanoseconds(std::llround(std::clamp(ns, 0.0, static_cast<double>(kMaxTotalNs))));
}

nanoseconds read_nanoseconds(Reader& in) {
  return nanoseconds(static_cast<std::int64_t>(in.count(kMaxTotalNs)));
}

}  // namespace

SparseHistogram read_histogram(Reader& in, std::size_t buckets) {
  const std::uint32_t numbers = in.array(2 * buckets);
  if (numbers % 2 != 0) in.fail("has a bucket without a count");
  SparseHistogram histogram(numbers / 2);
  std::uint64_t bucket = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const std::uint64_t step = in.count(buckets - 1);
    if (step == 0 && i > 0) in.fail("repeats a bucket");
    bucket += step;
    if (bucket >= buckets) in.fail("has a bucket that does not exist");
    const std::uint64_t count = in.count();
    if (count == 0) in.fail("has an empty bucket");
    histogram[i] = {static_cast<std::uint16_t>(bucket), count};
  }
  return histogram;
}

RequestDelta StatsRowReader::read(Reader& in) {
  row_ = RequestDelta{};
  locust_latency_.clear();
  seconds_.clear();
  exact_ = false;
  bool named = false;
  StatsKeyFinder finder;
  in.fields([&](std::string_view name) {
    const StatsKey key = finder.find(name);
    named = named || key == StatsKey::name;
    return read_field(in, key);
  });
  in.set_place("name");
  if (!named) in.fail("is missing");
  finish_times();
  finish_seconds();
  return std::move(row_);
}

bool StatsRowReader::read_field(Reader& in, StatsKey key) {
  RequestCounters& counters = row_.counters;
  switch (key) {
    case StatsKey::acrida:
      read_exact(in);
      return true;
    case StatsKey::name:
      row_.name = in.text();
      return true;
    case StatsKey::method:
      if (!in.take_nil()) row_.method = in.text();
      return true;
    case StatsKey::num_requests:
      counters.requests = in.count();
      return true;
    case StatsKey::num_none_requests:
      counters.untimed = in.count();
      return true;
    case StatsKey::num_failures:
      counters.failures = in.count();
      return true;
    case StatsKey::total_content_length:
      counters.content_length_bytes = in.count();
      return true;
    case StatsKey::response_times:
      return read_locust_times(in);
    case StatsKey::num_reqs_per_sec:
      read_seconds(in, &SecondCount::requests);
      return true;
    case StatsKey::num_fail_per_sec:
      read_seconds(in, &SecondCount::failures);
      return true;
    case StatsKey::total_response_time:
      return read_locust_time(in, counters.total_response_time);
    case StatsKey::max_response_time:
      return read_locust_time(in, counters.max_response_time);
    case StatsKey::min_response_time:
      return read_locust_time(in, counters.min_response_time);
    default:
      return false;  // the row's times of its first and last request are in its seconds
  }
}

bool StatsRowReader::read_locust_time(Reader& in, nanoseconds& time) const {
  if (exact_) return false;
  if (!in.take_nil()) time = read_milliseconds(in);
  return true;
}

void StatsRowReader::read_exact(Reader& in) {
  RequestCounters& counters = row_.counters;
  counters.total_response_time = nanoseconds{0};
  counters.min_response_time = nanoseconds::max();
  counters.max_response_time = nanoseconds{0};
  in.fields([&](std::string_view key) {
    if (key == "latency") {
      row_.latency = read_histogram(in);
    } else if (key == "unknown") {
      counters.unknown = in.count();
    } else if (key == "total_ns") {
      counters.total_response_time = read_nanoseconds(in);
    } else if (key == "min_ns") {
      counters.min_response_time = read_nanoseconds(in);
    } else if (key == "max_ns") {
      counters.max_response_time = read_nanoseconds(in);
    } else {
      return read_intended(in, key);
    }
    return true;
  });
  exact_ = true;
}

bool StatsRowReader::read_intended(Reader& in, std::string_view key) {
  RequestCounters& counters = row_.counters;
  if (key == "intended") {
    row_.intended = read_histogram(in);
  } else if (key == "intended_starts") {
    counters.intended_starts = in.count();
  } else if (key == "start_lag_ns") {
    counters.total_start_lag = read_nanoseconds(in);
  } else if (key == "intended_min_ns") {
    counters.min_intended_time = read_nanoseconds(in);
  } else if (key == "intended_max_ns") {
    counters.max_intended_time = read_nanoseconds(in);
  } else {
    return false;
  }
  return true;
}

bool StatsRowReader::read_locust_times(Reader& in) {
  if (exact_) return false;
  locust_latency_.clear();
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    const std::uint16_t bucket = Histogram::bucket_of(read_milliseconds(in));
    locust_latency_.push_back({bucket, in.count()});
  }
  return true;
}

void StatsRowReader::read_seconds(Reader& in, std::uint32_t SecondCount::*which) {
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    SecondCount second;
    second.epoch_second = static_cast<std::int64_t>(in.count(kMaxEpochSecond));
    second.*which = static_cast<std::uint32_t>(in.count(UINT32_MAX));
    seconds_.push_back(second);
  }
}

/// Whatever the peer said: min <= max, and no extremes of a row without a timed request (boomer
/// reports a minimum of zero there).
void StatsRowReader::finish_times() {
  if (!exact_) {
    normalise(locust_latency_);
    row_.latency = locust_latency_;
  }
  RequestCounters& counters = row_.counters;
  if (counters.timed() == 0) {
    counters.min_response_time = nanoseconds::max();
    counters.max_response_time = nanoseconds{0};
    return finish_intended();
  }
  if (counters.min_response_time == nanoseconds::max()) {
    counters.min_response_time =
        row_.latency.empty() ? nanoseconds{0} : Histogram::value_of(row_.latency.front().bucket);
  }
  counters.max_response_time = std::max(counters.max_response_time, counters.min_response_time);
  finish_intended();
}

/// Intended starts without a histogram, or the other way round, are none.
void StatsRowReader::finish_intended() {
  RequestCounters& counters = row_.counters;
  if (row_.intended.empty() || counters.intended_starts == 0) {
    row_.intended.clear();
    counters.intended_starts = 0;
    counters.total_start_lag = nanoseconds{0};
    counters.min_intended_time = nanoseconds::max();
    counters.max_intended_time = nanoseconds{0};
    return;
  }
  if (counters.min_intended_time == nanoseconds::max())
    counters.min_intended_time = Histogram::value_of(row_.intended.front().bucket);
  counters.max_intended_time = std::max(counters.max_intended_time, counters.min_intended_time);
}

/// Ascending, one element for each second, the newest kMaxSecondsPerDelta of them.
void StatsRowReader::finish_seconds() {
  std::sort(seconds_.begin(), seconds_.end(), [](const SecondCount& a, const SecondCount& b) {
    return a.epoch_second < b.epoch_second;
  });
  std::size_t kept = 0;
  const auto saturated = [](std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(a + b, UINT32_MAX));
  };
  for (const SecondCount next : seconds_) {
    if (kept > 0 && seconds_[kept - 1].epoch_second == next.epoch_second) {
      SecondCount& joined = seconds_[kept - 1];
      joined.requests = saturated(joined.requests, next.requests);
      joined.failures = saturated(joined.failures, next.failures);
    } else {
      seconds_[kept++] = next;
    }
  }
  const std::size_t dropped = kept > kMaxSecondsPerDelta ? kept - kMaxSecondsPerDelta : 0;
  const auto first = seconds_.begin();
  row_.seconds.assign(first + static_cast<std::ptrdiff_t>(dropped),
                      first + static_cast<std::ptrdiff_t>(kept));
}

}  // namespace acrida::wire
