// JSON rows: parses each line.
#include "core/data/json_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json.hpp>

#include "core/data/field_store.hpp"
#include "core/data/row_limits.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

void add_value(FieldStore& store, const json::value& value) {
  if (value.is_string()) return store.add({value.get_string().data(), value.get_string().size()});
  if (value.is_null()) return store.add("");
  if (value.is_double()) {  // Boost writes 2.5 as 2.5E0
    std::array<char, 32> text;
    const auto end = std::to_chars(text.begin(), text.end(), value.get_double()).ptr;
    return store.add({text.data(), static_cast<std::size_t>(end - text.data())});
  }
  store.add(json::serialize(value));
}

Error error_at(const std::string& name, std::uint64_t line, const std::string& fault) {
  return Error{name + ":" + std::to_string(line) + ": " + fault};
}

/// What is wrong with a line, after its place; empty when nothing is.
std::string add_row(FieldStore& store, std::vector<std::string>& columns, bool is_first,
                    std::string_view line) {
  if (line.size() > kMaxFieldBytes) return "a line of more than 16 MiB";
  boost::system::error_code error;
  const json::value value = json::parse({line.data(), line.size()}, error);
  if (error) return "is not JSON: " + error.message();
  if (!value.is_object()) return "is not an object: {\"column\": \"value\", ...}";
  const json::object& object = value.get_object();
  if (is_first) {
    for (const auto& member : object) columns.emplace_back(member.key());
    if (columns.empty() || columns.size() > kMaxColumns) return "needs 1 to 1000 keys";
  }
  store.begin_row();
  for (const std::string& column : columns) {
    const json::value* field = object.if_contains(column);
    if (!field) return "has no " + column + ", as the first row has";
    add_value(store, *field);
  }
  return object.size() == columns.size() ? "" : "has keys that the first row has not";
}

}  // namespace

Result<RowTable> read_json_lines(std::string_view text, const std::string& name) {
  RowTable table;
  table.file = name;
  FieldStore store;
  std::uint64_t number = 0;
  std::uint64_t rows = 0;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    std::string fault = rows == kMaxRows ? "more than 200 million rows"
                                         : add_row(store, table.columns, rows == 0, line);
    if (!fault.empty()) return error_at(name, number, fault);
    ++rows;
  }
  if (rows == 0) return Error{name + ":1: has no rows"};
  std::move(store).move_into(table);
  return table;
}

}  // namespace acrida
