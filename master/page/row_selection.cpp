// RowSelection: which rows of the statistics a reader wants, in which order.
#include "master/page/row_selection.hpp"

#include <algorithm>
#include <string_view>

namespace acrida {
namespace {

// Places in kReportedPercentiles.
constexpr std::size_t kP50 = 0, kP95 = 5, kP99 = 7;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

double number_of(const SummaryRow& row, RowColumn column) {
  switch (column) {
    case RowColumn::requests:
      return static_cast<double>(row.requests);
    case RowColumn::failures:
      return static_cast<double>(row.failures);
    case RowColumn::p50:
      return row.percentiles_ms[kP50];
    case RowColumn::p95:
      return row.percentiles_ms[kP95];
    case RowColumn::p99:
      return row.percentiles_ms[kP99];
    case RowColumn::avg:
      return row.average_ms;
    case RowColumn::min:
      return row.min_ms;
    case RowColumn::max:
      return row.max_ms;
    case RowColumn::bytes:
      return row.average_content_length_bytes;
    case RowColumn::rps:
      return row.current_requests_per_s;
    case RowColumn::fail_per_s:
      return row.current_failures_per_s;
    case RowColumn::method:
    case RowColumn::name:
      break;
  }
  return 0;
}

/// Less than 0 when a goes before b in ascending order.
int compare(const SummaryRow& a, const SummaryRow& b, RowColumn column) {
  if (column == RowColumn::name) return a.name.compare(b.name);
  if (column == RowColumn::method) return a.method.compare(b.method);
  const double left = number_of(a, column), right = number_of(b, column);
  return left < right ? -1 : (left > right ? 1 : 0);
}

}  // namespace

SelectedRows select(const std::vector<SummaryRow>& rows, const RowSelection& selection) {
  std::vector<const SummaryRow*> chosen;
  chosen.reserve(rows.size());
  for (const SummaryRow& row : rows) {
    if (selection.only_failing && row.failures == 0) continue;
    if (!selection.method.empty() && row.method != selection.method) continue;
    const bool fits = selection.filter.empty() || contains(row.name, selection.filter) ||
                      contains(row.method, selection.filter);
    if (fits) chosen.push_back(&row);
  }
  SelectedRows selected;
  selected.of = chosen.size();
  const std::size_t begin = std::min(selection.from, chosen.size());
  const std::size_t end = begin + std::min(selection.count, chosen.size() - begin);
  const auto at = [&](std::size_t i) { return chosen.begin() + static_cast<std::ptrdiff_t>(i); };
  std::partial_sort(chosen.begin(), at(end), chosen.end(),
                    [&](const SummaryRow* a, const SummaryRow* b) {
                      const int order = compare(*a, *b, selection.sort);
                      if (order != 0) return selection.descending ? order > 0 : order < 0;
                      return a < b;  // as in the table
                    });
  selected.rows.assign(at(begin), at(end));
  return selected;
}

}  // namespace acrida
