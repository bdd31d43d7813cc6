// StatsDecoder: reads the data of a `stats` message, ours or a Locust worker's.
#include "core/wire/stats_decoder.hpp"

#include <algorithm>

#include "core/wire/codec.hpp"
#include "core/wire/health_data.hpp"
#include "core/wire/metric_rows.hpp"
#include "core/wire/named_data.hpp"
#include "core/wire/stats_row.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

namespace {

ErrorDelta read_error(Reader& in) {
  ErrorDelta error;
  in.fields([&](std::string_view key) {
    if (key == "method") {
      if (!in.take_nil()) error.method = in.text();
    } else if (key == "name") {
      error.name = in.text();
    } else if (key == "error") {
      error.message = in.text();
    } else if (key == "occurrences") {
      error.occurrences = in.count();
    } else if (key == "first_seen") {
      if (!in.take_nil()) error.first_seen = read_wall_time(in);
    } else if (key == "last_seen") {
      if (!in.take_nil()) error.last_seen = read_wall_time(in);
    } else {
      return false;
    }
    return true;
  });
  return error;
}

void read_errors(Reader& in, std::vector<ErrorDelta>& errors) {
  errors.clear();
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    in.skip();  // the key only tells groups apart, as method, name and message do
    ErrorDelta error = read_error(in);
    if (error.occurrences > 0) errors.push_back(std::move(error));
  }
}

std::vector<ScenarioDelta> read_scenario_counts(Reader& in) {
  std::vector<ScenarioDelta> scenarios(in.map(kMaxEntriesPerReport));
  for (ScenarioDelta& scenario : scenarios) {
    scenario.user_class = in.text();
    if (in.array(3) != 3) in.fail("has not three numbers");
    scenario.begun = in.count();
    scenario.completed = in.count();
    scenario.dropped = in.count();
  }
  return scenarios;
}

void read_our_fields(Reader& in, StatsReport& report) {
  in.fields([&](std::string_view key) {
    if (key == "epoch") {
      report.epoch = in.count(UINT64_MAX);
    } else if (key == "sequence") {
      report.sequence = in.count(UINT64_MAX);
    } else if (key == "taken_at") {
      report.taken_at = read_wall_time(in);
    } else if (key == "lateness") {
      report.delta.lateness = read_histogram(in);
    } else if (key == "scenarios") {
      report.delta.scenarios = read_scenario_counts(in);
    } else if (key == "metrics") {
      report.delta.metrics = read_metrics(in);
    } else if (key == "health") {
      report.health = read_health(in);
    } else if (key == "journal") {
      report.journal_marks.clear();
      for (std::uint32_t marks = in.array(kMaxEntriesPerReport); marks > 0; --marks)
        report.journal_marks.push_back(in.count(UINT64_MAX));
    } else {
      return false;
    }
    return true;
  });
}

void read_rows(Reader& in, std::vector<RequestDelta>& rows) {
  rows.clear();
  StatsRowReader row_reader;
  const std::uint32_t count = in.array(kMaxEntriesPerReport);
  rows.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) rows.push_back(row_reader.read(in));
}

/// A Locust worker does not say when it took its report: the newest second in it is close.
WallTime newest_second(const std::vector<RequestDelta>& rows) {
  std::int64_t newest = 0;
  for (const RequestDelta& row : rows) {
    if (!row.seconds.empty()) newest = std::max(newest, row.seconds.back().epoch_second);
  }
  return WallTime(std::chrono::seconds(newest));
}

}  // namespace

StatsReport read_stats(Reader& in) {
  StatsReport report;
  bool has_rows = false;
  bool has_users = false;
  in.fields([&](std::string_view key) {
    if (key == "acrida") {
      read_our_fields(in, report);
      report.exact = true;
    } else if (key == "stats") {
      read_rows(in, report.delta.requests);
      has_rows = true;
    } else if (key == "errors") {
      read_errors(in, report.delta.errors);
    } else if (key == "user_classes_count") {
      report.user_counts = read_user_counts(in);
      has_users = true;
    } else {
      // The totals are the sums of the rows.
      if (key == "stats_total" || key == "user_count") return false;
      return read_named_value(in, key, report.attached);
    }
    return true;
  });
  in.set_place("stats");
  if (!has_rows) in.fail("is missing");
  in.set_place("user_classes_count");
  if (!has_users) in.fail("is missing");
  if (!report.exact) report.taken_at = newest_second(report.delta.requests);
  return report;
}

}  // namespace acrida::wire
