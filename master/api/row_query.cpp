// RowQuery: the rows that a request asks for.
#include "master/api/row_query.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/stats/valid_text.hpp"

namespace acrida {
namespace {

constexpr std::array<std::string_view, 13> kColumnNames = {
    "method", "name", "requests", "failures", "p50", "p95",       "p99",
    "avg",    "min",  "max",      "bytes",    "rps", "fail_per_s"};

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
  selection.method = cut_text(fields.value("method").value_or(""), RowSelection::kMaxFilterBytes);
  const auto from = size_in(fields, "from");
  if (!from) return from.error();
  selection.from = from.value().value_or(selection.from);
  const auto count = size_in(fields, "count");
  if (!count) return count.error();
  selection.count = std::min(count.value().value_or(selection.count), RowSelection::kMaxRows);
  return selection;
}

}  // namespace acrida
