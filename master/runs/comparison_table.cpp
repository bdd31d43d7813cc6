// ComparisonTable: a comparison as text for a terminal.
#include "master/runs/comparison_table.hpp"

#include <array>

#include "master/report/comparison_cells.hpp"
#include "master/report/terminal_text.hpp"

namespace acrida {
namespace {

constexpr std::array<std::size_t, 7> kWidths = {32, 9, 12, 12, 10, 22, 15};

std::string line_of(const std::vector<std::string>& row, std::size_t text_columns) {
  std::string line;
  for (std::size_t i = 0; i < row.size() && i < kWidths.size(); ++i) {
    std::string cell = terminal_cell(row[i], kWidths[i]);
    if (i >= text_columns && i + 1 < row.size() && row[i].size() < kWidths[i])
      cell = std::string(kWidths[i] - row[i].size(), ' ') + row[i];
    line += cell + "  ";
  }
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string comparison_table(const Comparison& comparison) {
  std::string text;
  for (const std::string& warning : comparison.warnings)
    text += "warning: " + terminal_text(warning) + "\n";
  const MetricCells cells = comparison_cells(comparison);
  text += line_of(cells.columns, cells.text_columns);
  for (const std::vector<std::string>& row : cells.rows) text += line_of(row, cells.text_columns);
  return text;
}

}  // namespace acrida
