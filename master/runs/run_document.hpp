// RunDocument: runs of the archive as JSON, for programs and the page.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <boost/json/fwd.hpp>

#include "core/base/result.hpp"
#include "master/history/run_archive.hpp"
#include "master/run/timeline_point.hpp"
#include "master/runs/archive_comparison.hpp"

namespace acrida {

/// {"id", "name", "started_ms", "state", "reason", "test_hash", "verdict", "generator", "tags", "note",
///  "star", "foreign"} and the figures of summary_object(); times in milliseconds since 1970. "verdict"
/// is of the thresholds, or "failed" of a run that broke off; "generator" that on the load generator.
boost::json::object run_object(const ArchivedRun& run);
boost::json::object runs_object(std::span<const ArchivedRun> runs);

/// The whole run, as the live stream tells it, with all rows, and
/// "tables": [{"title", "columns", "text_columns", "rows"}] of what has no place among the rows. At
/// most so many `errors`, the most frequent.
boost::json::object detail_object(const ArchivedRun& run, const RunView& view,
                                  std::size_t errors = 1'000);
/// {"points": {...}, "heat": {...}}
std::string series_document(std::span<const TimelinePoint> points);

/// The settings of its start: {"users", "spawn_rate", "host", ...}, without the values of secrets.
boost::json::object config_object(const RunStanding& standing, const RunView& view);

/// Of one comparison with the first run for each of the others:
/// {"runs": [{...}], "metrics": [{"run", "metric", "unit", "a", "b", "difference", "relative", "low",
///  "high", "word"}], "names": [{"run", "method", "name", "presence", "metrics": [...]}],
///  "warnings": [...]}. The difference is b - a in the metric's unit; "relative" and its interval from
/// "low" to "high" are shares of a, null where a is 0; the word of a name that only one of them has is
/// "added" or "removed". Of each run "windows": [{"run", "zero_ms", "begin_ms", "end_ms",
/// "quantiles": [], "ms": []}], and "markers": those that all have.
boost::json::object comparison_object(std::span<const ArchivedRun> runs,
                                      const ArchiveComparison& compared);

}  // namespace acrida
