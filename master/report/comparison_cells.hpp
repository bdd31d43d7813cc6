// ComparisonCells: what changed from one run to another as a table of text.
#pragma once

#include "master/compare/comparison.hpp"
#include "master/report/metric_cells.hpp"

namespace acrida {

/// All requests, and of the names those with a clear change, the worst first. Intervals are of the
/// change, relative to A; of failures, points of percent.
MetricCells comparison_cells(const Comparison& comparison);

}  // namespace acrida
