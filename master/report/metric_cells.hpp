// MetricCells: transactions, metrics and scenarios as tables of text, for the console and the HTML report.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "master/run/run_view.hpp"

namespace acrida {

/// Foreign text is as it came: who shows it makes it safe. A cell is empty where a number would
/// mean nothing.
struct MetricCells {
  std::string title;
  std::vector<std::string> columns;
  std::size_t text_columns = 1;  // the first ones; the others are numbers
  std::vector<std::vector<std::string>> rows;
};

/// Durations in milliseconds. Rates are current ones while the run is active, else those of the
/// whole run.
MetricCells transaction_cells(const RunView& view);
MetricCells metric_cells(const RunView& view);
/// What was planned, begun and dropped of the classes that have an executor.
MetricCells scenario_cells(const RunView& view);

}  // namespace acrida
