// percentile_cells: the response times of all names as a table of text.
#pragma once

#include "master/report/metric_cells.hpp"

namespace acrida {

/// Every reported percentile in milliseconds; from the intended start where there is one, then those
/// from the actual start below.
MetricCells percentile_cells(const RunView& view);

}  // namespace acrida
