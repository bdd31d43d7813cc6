// ArchivedView: a run of the file as the RunView that its master showed.
#include "master/history/archived_view.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "master/history/entry_point.hpp"
#include "master/history/entry_table.hpp"
#include "master/history/entry_text.hpp"
#include "master/history/view_text.hpp"
#include "master/run/run_stats.hpp"

namespace acrida {
namespace {

/// Of these, the second of each request is told by name (`details`).
constexpr std::chrono::minutes kWholeSeconds{10};

Result<RunStanding> read_standing(RunFile& file, std::uint64_t epoch) {
  SqlStatement row(file.database(), "SELECT standing FROM runs WHERE epoch = ? AND phase <> 3");
  if (!row.bind(epoch).next())
    return row.failed() ? file.cannot_read() : Error{file.path().string() + ": the run is gone"};
  auto run = parse_run(row.text(0));
  if (!run) return Error{file.path().string() + ": " + run.error().what};
  return run;
}

/// What is known without a view, of a run whose master ended too early to write one.
RunView plain_view(const RunStanding& run) {
  RunView view;
  view.state = RunState::kStopped;
  view.target_users = run.start.users.value_or(0);
  view.spawn_rate = run.start.spawn_rate.value_or(0);
  view.host = run.start.host.value_or("");
  view.run_time = run.start.run_time;
  view.user_classes = run.start.user_classes;
  view.crashes = run.crashes;
  return view;
}

Result<RunView> read_frame(RunFile& file, const RunStanding& run) {
  RunView view = plain_view(run);
  SqlStatement row(file.database(), "SELECT view FROM views WHERE epoch = ?");
  if (row.bind(run.epoch).next()) {
    auto frame = parse_view(row.text(0));
    if (!frame) return Error{file.path().string() + ": " + frame.error().what};
    view = std::move(*frame);
  }
  if (row.failed()) return file.cannot_read();
  view.taken_at = run.kept_at;
  view.start_time = run.started_at;
  const bool is_over = run.phase == RunStanding::Phase::over;
  if (!is_over) view.end_time.reset();
  if (is_over && !view.end_time) view.end_time = run.kept_at;
  if (is_over) view.state = RunState::kStopped;
  return view;
}

/// The clock of the run: monotonic time is as good as any.
class RunClock {
 public:
  explicit RunClock(WallTime start) : start_(start) {}
  Now at(WallTime wall) const {
    return {Instant(kEarliest + std::chrono::duration_cast<Instant::duration>(wall - start_)),
            wall};
  }

 private:
  static constexpr std::chrono::hours kEarliest{24};  // what is before the start is not negative
  WallTime start_;
};

struct CountedPoint {
  EntrySpan span;
  TimelinePoint point;
};

/// As fine as the bound allows.
std::vector<EntrySpan> choose_points(const std::vector<EntrySpan>& spans, WallTime start,
                                     std::size_t most) {
  std::vector<EntrySpan> chosen;
  for (int finest = 0; finest <= kMinuteLevel + 1; ++finest) {
    chosen =
        cover(spans, start, [&](const EntrySpan& span, WallTime) { return span.level <= finest; });
    if (chosen.size() <= most) break;
  }
  return chosen;
}

std::int64_t second_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

using Seconds = std::map<std::int64_t, std::pair<std::uint64_t, std::uint64_t>>;

/// Points that begin and end with whole seconds; without those that are shorter. Rates are of the
/// seconds in which requests ended, where these are known, else of the time of their report.
std::vector<TimelinePoint> on_whole_seconds(const std::vector<CountedPoint>& counted,
                                            const Seconds& seconds, WallTime start) {
  std::vector<TimelinePoint> points;
  std::int64_t begin = second_of(start);
  for (const CountedPoint& each : counted) {
    const std::int64_t end = second_of(each.span.time);
    if (end <= begin) continue;
    TimelinePoint point = each.point;
    point.second = begin;
    point.span_s = static_cast<std::uint32_t>(std::min<std::int64_t>(end - begin, UINT32_MAX));
    if (!seconds.empty() && begin >= seconds.begin()->first) {
      point.requests_per_s = point.failures_per_s = 0;
      for (auto at = seconds.lower_bound(begin); at != seconds.end() && at->first < end; ++at) {
        point.requests_per_s += static_cast<double>(at->second.first);
        point.failures_per_s += static_cast<double>(at->second.second);
      }
    }
    point.requests_per_s /= point.span_s;
    point.failures_per_s /= point.span_s;
    points.push_back(point);
    begin = end;
  }
  return points;
}

}  // namespace

Result<RunView> read_view(RunFile& file, std::uint64_t epoch, const RunWindow& window) {
  const auto run = read_standing(file, epoch);
  if (!run) return run.error();
  auto view = read_frame(file, run.value());
  if (!view) return view.error();
  EntryTable table(file, epoch);
  auto spans = table.spans();
  if (!spans) return spans.error();
  const bool is_part = window.from || window.to;
  const WallTime start = run.value().started_at;
  const WallTime end = run.value().kept_at;
  const WallTime from = window.from.value_or(start);
  const WallTime to = window.to.value_or(is_part ? end : end - kWholeSeconds);
  const auto chosen = cover(std::move(*spans), start, [&](const EntrySpan& span, WallTime begin) {
    return span.time <= from || (begin >= from && span.time <= to);
  });
  const RunClock clock(start);
  RunStats stats;
  stats.begin(epoch, clock.at(is_part ? std::max(from, start) : start));
  MarkerLog markers;
  std::vector<EntrySpan> within;
  for (const EntrySpan& span : chosen) {
    const bool is_within = !is_part || (span.time > from && span.time <= to);
    if (is_within) within.push_back(span);
  }
  const auto counted = table.read(within, [&](const JournalEntry& entry, const EntrySpan&) {
    if (entry.anew && !is_part) stats.reset(clock.at(entry.anew_at));
    stats.count(entry.sums, clock.at(entry.time));
    stats.set_rounded(entry.rounded);
    for (const ExceptionOf& exception : entry.exceptions)
      stats.add_exception(exception.report, exception.slave);
    for (const Marker& marker : entry.markers) markers.add(marker);
    stats.advance_second({}, clock.at(entry.time));
  });
  if (!counted) return counted.error();
  const Now now = clock.at(is_part ? std::min(to, end) : end);
  if (run.value().phase == RunStanding::Phase::over && !is_part) stats.finish(now);
  const LinkCounters link = view->link;
  auto thresholds = std::move(view->thresholds);
  stats.describe(*view, true, now);
  view->link = link;
  view->thresholds = std::move(thresholds);  // they were judged while it went on
  view->epoch = epoch;
  view->markers = markers.all();
  view->timeline = {};  // by entries, not by seconds: see read_points()
  return view;
}

Result<void> read_course(RunFile& file, std::uint64_t epoch,
                         const std::function<void(const RunView&)>& on_view) {
  const auto run = read_standing(file, epoch);
  if (!run) return run.error();
  EntryTable table(file, epoch);
  const auto spans = table.spans();
  if (!spans) return spans.error();
  const WallTime start = run.value().started_at;
  const RunClock clock(start);
  RunStats stats;
  stats.begin(epoch, clock.at(start));
  RunView view = plain_view(run.value());
  view.state = RunState::kRunning;
  return table.read(choose_points(spans.value(), start, kMaxRunPoints),
                    [&](const JournalEntry& entry, const EntrySpan&) {
                      const Now now = clock.at(entry.time);
                      if (entry.anew) stats.reset(clock.at(entry.anew_at));
                      stats.count(entry.sums, now);
                      stats.advance_second({}, now);
                      stats.describe(view, false, now);
                      view.taken_at = entry.time;
                      view.users = entry.users;
                      view.target_users = entry.target_users;
                      on_view(view);
                    });
}

Result<std::vector<TimelinePoint>> read_points(RunFile& file, std::uint64_t epoch) {
  const auto run = read_standing(file, epoch);
  if (!run) return run.error();
  std::vector<EntrySpan> spans;
  std::map<std::int64_t, TimelinePoint> points;
  SqlStatement rows(file.database(),
                    "SELECT number, level, first, last, time_us, point FROM entries"
                    " WHERE epoch = ?");
  rows.bind(epoch);
  while (rows.next()) {
    spans.push_back({rows.number(0), static_cast<int>(rows.number(1)), rows.number(2),
                     rows.number(3), time_of_us(rows.number(4))});
    points[rows.number(0)] = parse_point(rows.text(5)).value_or(TimelinePoint());
  }
  Seconds seconds;
  SqlStatement counts(file.database(),
                      "SELECT second, requests, failures FROM seconds WHERE epoch = ?");
  counts.bind(epoch);
  while (counts.next())
    seconds[counts.number(0)] = {static_cast<std::uint64_t>(counts.number(1)),
                                 static_cast<std::uint64_t>(counts.number(2))};
  if (rows.failed() || counts.failed()) return file.cannot_read();
  const WallTime start = run.value().started_at;
  std::vector<CountedPoint> counted;
  for (const EntrySpan& span : choose_points(spans, start, kMaxRunPoints))
    counted.push_back({span, points[span.row]});
  return on_whole_seconds(counted, seconds, start);
}

Result<std::vector<TimelinePoint>> read_points(RunFile& file, std::uint64_t epoch,
                                               const std::string& method, const std::string& name) {
  const auto run = read_standing(file, epoch);
  if (!run) return run.error();
  EntryTable table(file, epoch);
  const auto spans = table.spans();
  if (!spans) return spans.error();
  const WallTime start = run.value().started_at;
  std::vector<CountedPoint> counted;
  Seconds seconds;
  const auto done = table.read(choose_points(spans.value(), start, kMaxNamePoints),
                               [&](const JournalEntry& entry, const EntrySpan& span) {
                                 TimelinePoint point;
                                 const auto& rows = entry.sums.requests;
                                 const auto row = std::find_if(
                                     rows.begin(), rows.end(), [&](const RequestDelta& each) {
                                       return each.name == name && each.method == method;
                                     });
                                 if (row != rows.end()) {
                                   point = point_of(*row);
                                   for (const SecondCount& second : row->seconds) {
                                     if (span.level > 0) break;
                                     seconds[second.epoch_second].first += second.requests;
                                     seconds[second.epoch_second].second += second.failures;
                                   }
                                 }
                                 point.users = entry.users;
                                 point.target_users = entry.target_users;
                                 counted.push_back({span, point});
                               });
  if (!done) return done.error();
  return on_whole_seconds(counted, seconds, start);
}

}  // namespace acrida
