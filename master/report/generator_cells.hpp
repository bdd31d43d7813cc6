// generator_cells: what the judge says of each slave as a table of text.
#pragma once

#include "master/report/metric_cells.hpp"

namespace acrida {

MetricCells generator_cells(const RunView& view);
/// "12 to 40 invalid, 41 suspect": the seconds of the run that were not valid; "" when all were.
std::string bad_seconds_text(const GeneratorView& generator);

}  // namespace acrida
