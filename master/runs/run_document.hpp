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
///  "p99_ms", "verdict", "generator", "tags", "note", "star", "foreign"}; times in milliseconds since
/// 1970. "verdict" is "failed" of a run that broke off, "generator" that on the load generator.
boost::json::object run_object(const ArchivedRun& run);
boost::json::object runs_object(std::span<const ArchivedRun> runs);

/// The settings of its start: {"users", "spawn_rate", "host", ...}, without the values of secrets.
boost::json::object config_object(const RunStanding& standing, const RunView& view);

/// Of one comparison with the first run for each of the others:
/// {"runs": [{...}], "metrics": [{"run", "metric", "unit", "a", "b", "difference", "relative", "low",
///  "high", "word"}], "names": [{"run", "method", "name", "presence", "metrics": [...]}],
///  "warnings": [...]}. The difference is b - a in the metric's unit; "relative" and its interval from
/// "low" to "high" are shares of a, null where a is 0; the word of a name that only one of them has is
/// "added" or "removed".
boost::json::object comparison_object(std::span<const ArchivedRun> runs,
                                      std::span<const Comparison> comparisons);

}  // namespace acrida
