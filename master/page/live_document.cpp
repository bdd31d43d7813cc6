// LiveDocument: the pieces of the messages of the live stream, as JSON.
#include "master/page/live_document.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/stats/valid_text.hpp"
#include "master/page/json_text.hpp"
#include "master/report/thresholds_json.hpp"
#include "master/run/generator_verdict.hpp"

namespace acrida {
namespace {

using json_text::put;
using json_text::put_key;
using json_text::put_string;

constexpr std::size_t kMaxTracebackBytes = 4u << 10;
constexpr std::array<std::string_view, 14> kRowColumns = {
    "method", "name",   "requests", "failures", "p50_ms", "p95_ms",     "p99_ms",
    "avg_ms", "min_ms", "max_ms",   "bytes",    "rps",    "fail_per_s", "spark"};
// Places in kReportedPercentiles.
constexpr std::size_t kP50 = 0, kP75 = 2, kP90 = 4, kP95 = 5, kP99 = 7, kP999 = 8;
static_assert(kReportedPercentiles[kP75] == 0.75 && kReportedPercentiles[kP90] == 0.90 &&
              kReportedPercentiles[kP95] == 0.95 && kReportedPercentiles[kP99] == 0.99 &&
              kReportedPercentiles[kP999] == 0.999);

std::int64_t ms_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

double s_of(std::chrono::nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

template <class List, class PutElement>
void put_list(std::string& out, const List& list, PutElement put_element) {
  out += '[';
  bool is_first = true;
  for (const auto& element : list) {
    if (!std::exchange(is_first, false)) out += ',';
    put_element(element);
  }
  out += ']';
}

template <class Value>
void put_member(std::string& out, std::string_view key, const Value& value) {
  put_key(out, key);
  if constexpr (std::is_convertible_v<Value, std::string_view>)
    put_string(out, value);
  else
    put(out, value);
}

void put_row(std::string& out, const SummaryRow& row) {
  out += '[';
  put_string(out, row.method);
  out += ',';
  put_string(out, row.name);
  for (const std::uint64_t count : {row.requests, row.failures}) {
    out += ',';
    put(out, count);
  }
  // Without a timed request there is no latency.
  const bool timed = row.timed > 0;
  for (const double value : {row.percentiles_ms[kP50], row.percentiles_ms[kP95],
                             row.percentiles_ms[kP99], row.average_ms, row.min_ms, row.max_ms}) {
    out += ',';
    put(out, timed ? std::optional(value) : std::nullopt);
  }
  for (const double value :
       {row.average_content_length_bytes, row.current_requests_per_s, row.current_failures_per_s}) {
    out += ',';
    put(out, value);
  }
  out += ',';
  put_list(out, row.recent_requests, [&](std::uint32_t count) { put(out, std::uint64_t{count}); });
  out += ']';
}

void put_slave(std::string& out, const SlaveView& slave) {
  out += '{';
  put_member(out, "id", slave.id);
  put_member(out, "index", slave.index);
  put_member(out, "state", slave.state);
  put_member(out, "present", slave.present);
  put_member(out, "is_acrida", slave.is_acrida);
  put_member(out, "users", slave.users);
  put_member(out, "cpu_percent", slave.cpu_percent);
  put_member(out, "memory_bytes", slave.memory_bytes);
  put_member(out, "version", slave.version);
  put_member(out, "machine", slave.machine);
  put_member(out, "rtt_ms", slave.round_trip_ms);
  put_member(out, "clock_offset_ms", slave.clock_offset_ms);
  out += '}';
}

void put_slaves(std::string& out, const RunView& view) {
  std::vector<const SlaveView*> shown;
  for (const SlaveView& slave : view.slaves)
    if (slave.state != "quit" && shown.size() < kMaxLiveSlaves) shown.push_back(&slave);
  put_key(out, "slaves");
  put_list(out, shown, [&](const SlaveView* slave) { put_slave(out, *slave); });
  put_member(out, "slave_count", std::uint64_t{view.present_slaves()});
}

void put_link(std::string& out, const RunView& view) {
  const LinkCounters& link = view.link;
  put_key(out, "link");
  out += '{';
  put_member(out, "garbage_frames", link.garbage);
  put_member(out, "unknown_senders", link.unknown_senders);
  put_member(out, "duplicate_reports", link.duplicate_reports);
  put_member(out, "early_reports", link.early_reports);
  put_member(out, "lost_reports", link.lost_reports);
  put_member(out, "other_run_reports", link.other_run_reports);
  put_member(out, "lost_slaves", link.lost_slaves);
  put_member(out, "crashes", view.crashes);
  out += '}';
}

void put_thresholds(std::string& out, const RunView& view) {
  put_key(out, "thresholds");
  put_list(out, view.thresholds, [&](const ThresholdView& one) {
    out += '{';
    put_member(out, "expression", one.text);
    put_member(out, "scope", one.scope);
    put_member(out, "state", to_string(one.state));
    put_member(out, "missed", one.has_failed(view.end_time.has_value()));
    put_member(out, "value", one.value);
    put_member(out, "value_text", one.value_text);
    put_member(out, "limit", one.limit);
    put_member(out, "unit", one.unit);
    if (one.since) put_member(out, "since_ms", ms_of(*one.since));
    put_member(out, "abort", one.aborts);
    out += '}';
  });
}

void put_run(std::string& out, const RunView& view) {
  put_key(out, "run");
  out += '{';
  if (view.start_time) put_member(out, "start_ms", ms_of(*view.start_time));
  if (view.end_time) put_member(out, "end_ms", ms_of(*view.end_time));
  put_member(out, "host", view.host);
  put_member(out, "spawn_rate", view.spawn_rate);
  if (view.run_time) put_member(out, "run_time_s", std::int64_t{view.run_time->count()});
  put_key(out, "user_classes");
  put_list(out, view.user_classes, [&](const std::string& name) { put_string(out, name); });
  out += '}';
}

void put_marker(std::string& out, const Marker& marker) {
  out += '{';
  put_member(out, "time_ms", ms_of(marker.time));
  put_member(out, "kind", to_string(marker.kind));
  put_member(out, "text", marker.text);
  out += '}';
}

/// Each once, in the order of the alphabet.
std::set<std::string_view> methods_of(const std::vector<SummaryRow>& rows) {
  std::set<std::string_view> methods;
  for (const SummaryRow& row : rows) {
    if (methods.size() >= kMaxLiveMethods) break;
    if (!row.method.empty()) methods.insert(row.method);
  }
  return methods;
}

void put_error(std::string& out, const ErrorDelta& error) {
  out += '{';
  put_member(out, "method", error.method);
  put_member(out, "name", error.name);
  put_member(out, "message", error.message);
  put_member(out, "count", error.occurrences);
  put_member(out, "first_ms", ms_of(error.first_seen));
  put_member(out, "last_ms", ms_of(error.last_seen));
  out += '}';
}

}  // namespace

void put_state(std::string& out, const RunView& view) {
  put_member(out, "epoch", view.epoch);
  put_member(out, "seq", view.number);
  put_member(out, "time_ms", ms_of(view.taken_at));
  put_member(out, "state", to_string(view.state));
  put_member(out, "elapsed_s", s_of(view.elapsed));
  put_member(out, "remaining_s",
             view.remaining ? std::optional(s_of(*view.remaining)) : std::nullopt);
  put_member(out, "users", view.users);
  put_member(out, "target_users", view.target_users);
  put_run(out, view);
  put_key(out, "total");
  put_row(out, view.total);
  put_slaves(out, view);
  put_key(out, "generator");
  out += '{';
  put_member(out, "verdict", to_string(view.generator.verdict));
  put_member(out, "text", view.generator.text);
  out += '}';
  put_link(out, view);
  if (!view.thresholds.empty()) put_thresholds(out, view);
  put_member(out, "insecure_link", view.insecure_link);
}

void put_markers(std::string& out, const RunView& view, std::uint64_t since) {
  put_key(out, "markers");
  std::vector<const Marker*> shown;
  if (view.markers) {
    for (const Marker& marker : *view.markers)
      if (marker.after_view >= since) shown.push_back(&marker);
  }
  put_list(out, shown, [&](const Marker* marker) { put_marker(out, *marker); });
}

void put_rows(std::string& out, const RunView& view, const RowSelection& selection) {
  put_key(out, "row_columns");
  put_list(out, kRowColumns, [&](std::string_view column) { put_string(out, column); });
  const SelectedRows selected = select(view.rows, selection);
  put_key(out, "rows");
  put_list(out, selected.rows, [&](const SummaryRow* row) { put_row(out, *row); });
  put_member(out, "row_count", std::uint64_t{selected.of});
  put_key(out, "methods");
  put_list(out, methods_of(view.rows), [&](std::string_view method) { put_string(out, method); });
  put_member(out, "from", std::uint64_t{selection.from});
}

void put_errors(std::string& out, const std::vector<ErrorDelta>& errors, std::size_t most) {
  std::vector<const ErrorDelta*> shown;
  shown.reserve(errors.size());
  for (const ErrorDelta& error : errors) shown.push_back(&error);
  const auto end = shown.begin() + static_cast<std::ptrdiff_t>(std::min(shown.size(), most));
  std::partial_sort(shown.begin(), end, shown.end(), [](const auto* a, const auto* b) {
    return a->occurrences != b->occurrences ? a->occurrences > b->occurrences : a < b;
  });
  shown.erase(end, shown.end());
  put_key(out, "errors");
  put_list(out, shown, [&](const ErrorDelta* error) { put_error(out, *error); });
}

void put_exceptions(std::string& out, const RunView& view) {
  put_key(out, "exceptions");
  const std::size_t start = out.size();
  out += '[';
  for (const ExceptionGroup& group : view.exceptions) {
    if (out.size() - start > kMaxExceptionsBytes) break;
    if (out.back() != '[') out += ',';
    std::string nodes;
    for (const std::string& node : group.nodes) nodes += (nodes.empty() ? "" : ", ") + node;
    out += '{';
    put_member(out, "count", group.count);
    put_member(out, "message", cut_text(group.message, kMaxTracebackBytes));
    put_member(out, "traceback", cut_text(group.traceback, kMaxTracebackBytes));
    put_member(out, "slaves", nodes);
    out += '}';
  }
  out += ']';
}

std::string row_document(const RunView& view, std::string_view method, std::string_view name) {
  const auto found = std::find_if(view.rows.begin(), view.rows.end(), [&](const SummaryRow& row) {
    return row.method == method && row.name == name;
  });
  if (found == view.rows.end()) return "";
  std::vector<ErrorDelta> errors;
  for (const ErrorDelta& error : view.errors)
    if (error.method == method && error.name == name) errors.push_back(error);
  std::string out = "{";
  put_member(out, "method", method);
  put_member(out, "name", name);
  put_member(out, "seq", view.number);
  put_key(out, "columns");
  put_list(out, kRowColumns, [&](std::string_view column) { put_string(out, column); });
  put_key(out, "row");
  put_row(out, *found);
  put_key(out, "percentiles");
  out += '{';
  constexpr std::pair<std::string_view, std::size_t> kShown[] = {
      {"p50", kP50}, {"p75", kP75}, {"p90", kP90}, {"p95", kP95}, {"p99", kP99}, {"p99.9", kP999}};
  for (const auto& [key, place] : kShown) put_member(out, key, found->percentiles_ms[place]);
  put_member(out, "max", found->max_ms);
  out += '}';
  put_member(out, "unknown", found->unknown);
  for (const RowCourse& row : view.row_courses)
    if (row.method == method && row.name == name) put_row_points(out, row.course.points());
  put_errors(out, errors, kMaxLiveErrors);
  out += '}';
  return out;
}

}  // namespace acrida
