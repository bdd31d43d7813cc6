// ComparisonTable: a comparison as text for a terminal.
#pragma once

#include <string>

#include "master/compare/comparison.hpp"

namespace acrida {

/// The warnings, and the rows of comparison_cells().
std::string comparison_table(const Comparison& comparison);

}  // namespace acrida
