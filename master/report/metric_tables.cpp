// MetricTables: scenarios, transactions, metrics and thresholds on a terminal.
#include "master/report/metric_tables.hpp"

#include <algorithm>

#include "master/report/metric_cells.hpp"
#include "master/report/terminal_text.hpp"
#include "master/report/threshold_cells.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxTextColumns = 100;

/// Characters, not bytes.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string line_of(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                    std::size_t text_columns) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) line += "  ";
    if (i < text_columns) {
      line += terminal_cell(row[i], widths[i]);
    } else {
      line.append(widths[i] - row[i].size(), ' ').append(row[i]);
    }
  }
  return line + "\n";
}

std::string text_of(const MetricCells& cells) {
  if (cells.rows.empty()) return "";
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < cells.columns.size(); ++i) {
    std::size_t widest = cells.columns[i].size();
    for (const auto& row : cells.rows) widest = std::max(widest, columns_of(terminal_text(row[i])));
    widths.push_back(i < cells.text_columns ? std::min(widest, kMaxTextColumns) : widest);
  }
  std::string table = cells.title + "\n" + line_of(cells.columns, widths, cells.text_columns);
  std::size_t whole = 2 * (widths.size() - 1);
  for (const std::size_t width : widths) whole += width;
  table += std::string(whole, '-') + "\n";
  for (const auto& row : cells.rows) table += line_of(row, widths, cells.text_columns);
  return table;
}

}  // namespace

std::string transaction_table(const RunView& view) {
  return text_of(transaction_cells(view));
}

std::string scenario_table(const RunView& view) {
  return text_of(scenario_cells(view));
}

std::string threshold_table(const RunView& view) {
  return text_of(threshold_cells(view));
}

std::string metric_table(const RunView& view) {
  return text_of(metric_cells(view));
}

}  // namespace acrida
