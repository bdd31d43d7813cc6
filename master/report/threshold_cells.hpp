// threshold_cells: the thresholds of a run as a table of text.
#pragma once

#include <string>

#include "master/report/metric_cells.hpp"

namespace acrida {

MetricCells threshold_cells(const RunView& view);
/// "p95<200ms: it was 231 ms"; why one that had nothing to judge failed.
std::string verdict_on(const ThresholdView& threshold, bool run_is_over);

}  // namespace acrida
