// percentile_cells: the response times of all names as a table of text.
#include "master/report/percentile_cells.hpp"

#include "master/report/terminal_text.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

void add(MetricCells& cells, const std::string& method, const std::string& name,
         const TimeSummary& times, bool is_timed) {
  std::vector<std::string> row = {method, name};
  for (const double ms : times.percentiles_ms) row.push_back(is_timed ? milliseconds_text(ms) : "");
  cells.rows.push_back(std::move(row));
}

}  // namespace

MetricCells percentile_cells(const RunView& view) {
  const bool is_intended = view.total.intended_starts > 0;
  MetricCells cells{
      is_intended ? "Response times from the intended start (ms)" : "Response times (ms)",
      {"Type", "Name"},
      2,
      {}};
  for (const double q : kReportedPercentiles) cells.columns.push_back(text_number(q * 100) + " %");
  const auto add_row = [&](const SummaryRow& row, const std::string& name) {
    add(cells, row.method, name, row, row.timed > 0);
    if (row.intended_starts > 0)
      add(cells, "", "… from the actual start", row.actual, row.timed > 0);
  };
  for (const SummaryRow& row : view.rows) add_row(row, row.name);
  if (!view.rows.empty()) add_row(view.total, "All requests");
  return cells;
}

}  // namespace acrida
