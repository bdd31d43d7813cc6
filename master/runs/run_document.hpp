// RunDocument: runs of the archive as JSON, for programs and the page.
#pragma once

#include <span>
#include <string>

#include <boost/json/fwd.hpp>

#include "core/base/result.hpp"
#include "master/compare/comparison.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

/// {"id", "name", "started_ms", "duration_s", "state", "reason", "test", "test_hash", "version", "host",
///  "users", "slaves", "requests", "failures", "unknown", "rps", "average_ms", "p50_ms", "p95_ms",
///  "p99_ms", "verdict", "tags", "note", "star", "foreign"}; times in milliseconds since 1970.
boost::json::object run_object(const ArchivedRun& run);
boost::json::object runs_object(std::span<const ArchivedRun> runs);

/// The same and "config", "markers", "slaves", "rows", "total", "errors", "exceptions", "generator".
boost::json::object run_object(const ArchivedRun& run, const RunStanding& standing,
                               const RunView& view);
/// {"total": {...}, "rows": [...]} of a part of a run.
boost::json::object rows_object(const RunView& view);

/// {"points": {"time_ms": [...], "span_s": [...], "users": [...], "target_users", "rps", "fail_per_s",
///  "p50_ms", "p75_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"}}; null without a request.
boost::json::object series_object(std::span<const TimelinePoint> points);

/// Of one comparison with the first run for each of the others:
/// {"runs": [{...}], "metrics": [{"run", "metric", "unit", "a", "b", "difference", "relative", "low",
///  "high", "word"}], "names": [{"run", "method", "name", "presence", "metrics": [...]}],
///  "warnings": [...]}; the interval is of the difference.
boost::json::object comparison_object(std::span<const ArchivedRun> runs,
                                      std::span<const Comparison> comparisons);

}  // namespace acrida
