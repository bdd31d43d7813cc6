// RowSelection: which rows of the statistics a reader wants, in which order.
#include "master/api/row_selection.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/stats/valid_text.hpp"

namespace acrida {
namespace {

constexpr std::array<std::string_view, 13> kColumnNames = {
    "method", "name", "requests", "failures", "p50", "p95",       "p99",
    "avg",    "min",  "max",      "bytes",    "rps", "fail_per_s"};

// Places in kReportedPercentiles.
constexpr std::size_t kP50 = 0, kP95 = 5, kP99 = 7;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == b; };
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

Result<std::optional<std::size_t>> size_in(const Form& fields, const char* name) {
  auto number = fields.whole_number(name);
  if (!number) return number.error();
  if (!*number) return std::optional<std::size_t>();
  return std::optional<std::size_t>(**number);
}

bool is_set(const Form& fields, const char* name) {
  const auto text = fields.value(name);
  return text == "1" || text == "true";
}

}  // namespace

Result<RowSelection> parse_row_selection(const Form& fields) {
  RowSelection selection;
  if (const auto sort = fields.value("sort")) {
    const auto found = std::find(kColumnNames.begin(), kColumnNames.end(), *sort);
    if (found == kColumnNames.end()) return Error{"sort: there is no such column"};
    selection.sort = static_cast<RowColumn>(found - kColumnNames.begin());
  }
  selection.descending = is_set(fields, "descending");
  selection.only_failing = is_set(fields, "only_failing");
  selection.filter = cut_text(fields.value("filter").value_or(""), RowSelection::kMaxFilterBytes);
  std::transform(selection.filter.begin(), selection.filter.end(), selection.filter.begin(), lower);
  selection.method = cut_text(fields.value("method").value_or(""), RowSelection::kMaxFilterBytes);
  const auto from = size_in(fields, "from");
  if (!from) return from.error();
  selection.from = from.value().value_or(selection.from);
  const auto count = size_in(fields, "count");
  if (!count) return count.error();
  selection.count = std::min(count.value().value_or(selection.count), RowSelection::kMaxRows);
  return selection;
}

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
