// RowTable: from the start of a row to one of its fields.
#include <algorithm>
#include <cstring>

#include <acrida/row_table.hpp>

namespace acrida {
namespace {

std::string_view decoded_field(const char* at, std::size_t column) {
  while (true) {
    std::uint32_t length = 0;
    std::memcpy(&length, at, sizeof length);
    at += sizeof length;
    if (column-- == 0) return {at, length};
    at += length;
  }
}

// The text has been checked: quotes are closed, and none is doubled.
std::string_view csv_field(std::string_view text, std::size_t at, std::size_t column) {
  while (true) {
    std::string_view field;
    if (at < text.size() && text[at] == '"') {
      const std::size_t end = text.find('"', at + 1);
      field = text.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      const std::size_t end = std::min(text.find_first_of(",\n", at), text.size());
      field = text.substr(at, end - at);
      at = end;
      const bool ends_line = end == text.size() || text[end] == '\n';
      if (ends_line && !field.empty() && field.back() == '\r') field.remove_suffix(1);
    }
    if (column-- == 0) return field;
    ++at;  // the comma
  }
}

}  // namespace

std::string_view RowTable::field(std::uint64_t row, std::size_t column) const {
  const std::uint64_t start = starts[row];
  return decoded ? decoded_field(text.data() + start, column) : csv_field(text, start, column);
}

}  // namespace acrida
