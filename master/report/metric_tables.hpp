// MetricTables: scenarios, transactions, metrics and thresholds on a terminal.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// Each ends with a line break, and is empty when there is nothing to show.
std::string scenario_table(const RunView& view);
std::string transaction_table(const RunView& view);
std::string metric_table(const RunView& view);
std::string threshold_table(const RunView& view);

}  // namespace acrida
