// StatsEncoder: writes the data of a `stats` message.
#include "core/wire/stats_encoder.hpp"

#include <algorithm>

#include "core/wire/health_data.hpp"
#include "core/wire/locust_times.hpp"
#include "core/wire/metric_rows.hpp"
#include "core/wire/named_data.hpp"
#include "core/wire/stats_keys.hpp"

namespace acrida::wire {

namespace {

constexpr std::size_t kLocustKeys = kStatsKeys.size() - 1;

/// What Locust's 14 keys of a row say.
struct LocustRow {
  std::string_view method;
  std::string_view name;
  RequestCounters counters;
  LocustTimes times;
  std::vector<SecondCount> seconds;
};

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// Peers refuse negative times.
std::int64_t nanoseconds(std::chrono::nanoseconds time) {
  return std::max<std::int64_t>(time.count(), 0);
}

void write_seconds(Writer& out, const std::vector<SecondCount>& seconds,
                   std::uint32_t SecondCount::*which, bool with_zeros) {
  const auto written = [&](const SecondCount& s) { return with_zeros || s.*which > 0; };
  out.map(static_cast<std::size_t>(std::count_if(seconds.begin(), seconds.end(), written)));
  for (const SecondCount& second : seconds) {
    if (!written(second)) continue;
    out.integer(second.epoch_second);
    out.count(second.*which);
  }
}

/// The values of the keys after `acrida`, in the order of kStatsKeys.
void write_locust_row(Writer& out, const LocustRow& row, WallTime taken_at) {
  const auto& [method, name, counters, times, seconds] = row;
  const bool timed = counters.timed() > 0;
  const double taken_s = to_epoch_seconds(taken_at);
  out.key("name").text(name);
  out.key("method").text(method);
  out.key("last_request_timestamp");
  if (counters.requests > 0) {
    out.seconds(taken_at);
  } else {
    out.nil();
  }
  out.key("start_time");
  out.number(seconds.empty() ? taken_s
                             : std::min(taken_s, static_cast<double>(seconds[0].epoch_second)));
  out.key("num_requests").count(counters.requests);
  out.key("num_none_requests").count(counters.untimed);
  out.key("num_failures").count(counters.failures);
  out.key("total_response_time").number(milliseconds(counters.total_response_time));
  out.key("max_response_time").number(timed ? milliseconds(counters.max_response_time) : 0);
  out.key("min_response_time");
  if (timed) {
    out.number(milliseconds(counters.min_response_time));
  } else {
    out.nil();
  }
  out.key("total_content_length").count(counters.content_length_bytes);
  out.key("response_times").map(times.size());
  for (const auto& [rounded_ms, count] : times) {
    out.integer(rounded_ms);
    out.count(count);
  }
  // Every second stands in the first map, so that none is lost on the way.
  write_seconds(out.key("num_reqs_per_sec"), seconds, &SecondCount::requests, true);
  write_seconds(out.key("num_fail_per_sec"), seconds, &SecondCount::failures, false);
}

void write_exact(Writer& out, const RequestDelta& row) {
  const bool timed = row.counters.timed() > 0;
  const bool intended = !row.intended.empty();
  out.map((timed ? 5u : 3u) + (intended ? 5 : 0));
  write_histogram(out.key("latency"), row.latency);
  out.key("unknown").count(row.counters.unknown);
  out.key("total_ns").integer(nanoseconds(row.counters.total_response_time));
  if (timed) {
    out.key("min_ns").integer(nanoseconds(row.counters.min_response_time));
    out.key("max_ns").integer(nanoseconds(row.counters.max_response_time));
  }
  if (!intended) return;
  write_histogram(out.key("intended"), row.intended);
  out.key("intended_starts").count(row.counters.intended_starts);
  out.key("start_lag_ns").integer(nanoseconds(row.counters.total_start_lag));
  out.key("intended_min_ns").integer(nanoseconds(row.counters.min_intended_time));
  out.key("intended_max_ns").integer(nanoseconds(row.counters.max_intended_time));
}

void join_seconds(std::vector<SecondCount>& seconds) {
  std::sort(seconds.begin(), seconds.end(), [](const SecondCount& a, const SecondCount& b) {
    return a.epoch_second < b.epoch_second;
  });
  std::vector<SecondCount> joined;
  for (const SecondCount& next : seconds) {
    if (joined.empty() || joined.back().epoch_second != next.epoch_second) {
      joined.push_back({next.epoch_second, 0, 0});
    }
    joined.back().requests += next.requests;
    joined.back().failures += next.failures;
  }
  seconds = std::move(joined);
}

void add(LocustRow& total, const LocustRow& row) {
  total.counters.merge(row.counters);
  total.times.insert(total.times.end(), row.times.begin(), row.times.end());
  total.seconds.insert(total.seconds.end(), row.seconds.begin(), row.seconds.end());
}

void write_rows(Writer& out, const StatsReport& report) {
  LocustRow total{"", "Aggregated", {}, {}, {}};
  out.key("stats").array(report.delta.requests.size());
  for (const RequestDelta& row : report.delta.requests) {
    const LocustRow locust{row.method, row.name, row.counters,
                           to_locust_times(row.latency, row.counters.min_response_time,
                                           row.counters.max_response_time),
                           row.seconds};
    out.map(1 + kLocustKeys);
    write_exact(out.key("acrida"), row);
    write_locust_row(out, locust, report.taken_at);
    add(total, locust);
  }
  normalise(total.times);
  join_seconds(total.seconds);
  out.key("stats_total").map(kLocustKeys);
  write_locust_row(out, total, report.taken_at);
}

/// A stable key of equal errors (FNV-1a, 64 bits); Locust's peers only compare it.
std::string error_key(const ErrorDelta& error) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
  };
  mix(error.method);
  mix(".");
  mix(error.name);
  mix(".");
  mix(error.message);
  std::string key(16, '0');
  for (std::size_t i = key.size(); i-- > 0; hash >>= 4) key[i] = "0123456789abcdef"[hash & 15];
  return key;
}

void write_scenario_counts(Writer& out, const std::vector<ScenarioDelta>& scenarios) {
  out.map(scenarios.size());
  for (const ScenarioDelta& scenario : scenarios) {
    out.text(scenario.user_class);
    out.array(3);
    out.count(scenario.begun);
    out.count(scenario.completed);
    out.count(scenario.dropped);
  }
}

void write_errors(Writer& out, const std::vector<ErrorDelta>& errors) {
  out.key("errors").map(errors.size());
  for (const ErrorDelta& error : errors) {
    out.text(error_key(error));
    out.map(6);
    out.key("method").text(error.method);
    out.key("name").text(error.name);
    out.key("error").text(error.message);
    out.key("occurrences").count(error.occurrences);
    out.key("first_seen").seconds(error.first_seen);
    out.key("last_seen").seconds(error.last_seen);
  }
}

}  // namespace

void write_histogram(Writer& out, const SparseHistogram& histogram) {
  out.array(2 * histogram.size());
  std::uint16_t before = 0;
  for (const auto& [bucket, count] : histogram) {
    out.count(static_cast<std::uint64_t>(bucket - before));
    out.count(count);
    before = bucket;
  }
}

void write_stats(Writer& out, const StatsReport& report) {
  out.map(6 + report.attached.size());
  out.key("acrida").map(4u + (report.delta.metrics.empty() ? 0 : 1) +
                        (report.delta.scenarios.empty() ? 0 : 1) +
                        (report.journal_marks.empty() ? 0 : 1) + (report.health ? 1 : 0));
  if (!report.journal_marks.empty()) {
    out.key("journal").array(report.journal_marks.size());
    for (const std::uint64_t mark : report.journal_marks) out.count(mark);
  }
  out.key("epoch").count(report.epoch);
  out.key("sequence").count(report.sequence);
  out.key("taken_at").seconds(report.taken_at);
  write_histogram(out.key("lateness"), report.delta.lateness);
  if (!report.delta.metrics.empty()) write_metrics(out.key("metrics"), report.delta.metrics);
  if (!report.delta.scenarios.empty())
    write_scenario_counts(out.key("scenarios"), report.delta.scenarios);
  if (report.health) write_health(out.key("health"), *report.health);
  write_rows(out, report);
  write_errors(out, report.delta.errors);
  out.key("user_classes_count").user_counts(report.user_counts);
  out.key("user_count").count(total_users(report.user_counts));
  write_named_data(out, report.attached);
}

}  // namespace acrida::wire
