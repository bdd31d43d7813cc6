// MetricsJson: transactions, metrics and scenarios as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/json/fwd.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// At most `limit` of each:
///   {"transactions": [{"name", "count", "failures", "unknown", "average_ms", "min_ms", "max_ms",
///                      "percentiles_ms": {"0.5": ...}, "current_per_s", "total_per_s"}],
///    "metrics": [{"kind", "name", "unit", "count", ...}],
///    "scenarios": see scenarios_json()}
/// A counter also has "total", "current_per_s" and "total_per_s"; a gauge "last", "min", "max" and
/// "average"; a trend "min", "max", "average" and "percentiles".
boost::json::object metrics_object(const RunView& view, std::size_t limit = SIZE_MAX);
std::string metrics_json(const RunView& view);

}  // namespace acrida
