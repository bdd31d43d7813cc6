// CSV rows: one pass that checks and indexes, and one more that decodes when there are escapes.
#include "core/data/csv_rows.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/data/field_store.hpp"
#include "core/data/row_limits.hpp"

namespace acrida {
namespace {

/// Walks over the text a field at a time.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_(text), name_(name) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t position() const { return at_; }
  std::uint64_t line() const { return line_; }
  /// The field ended its record, rather than at a comma.
  bool record_ended() const { return record_ended_; }
  bool escaped() const { return escaped_; }
  Error fault(const std::string& what) const { return fault(line_, what); }
  Error fault(std::uint64_t line, const std::string& what) const {
    return Error{name_ + ":" + std::to_string(line) + ": " + what};
  }

  bool skip_empty_line() {
    if (text_.substr(at_, 1) == "\n") return ++at_, ++line_, true;
    if (text_.substr(at_, 2) == "\r\n") return at_ += 2, ++line_, true;
    return false;
  }

  /// The next field without its outer quotes; doubled quotes are left as they are, see escaped().
  Result<std::string_view> next() {
    escaped_ = false;
    if (!at_end() && text_[at_] == '"') return quoted();
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != ',' && text_[end] != '\n') {
      if (text_[end] == '"') return fault("a quote inside a field that does not begin with one");
      ++end;
    }
    std::string_view field = text_.substr(at_, end - at_);
    at_ = end;
    const bool ends_line = end == text_.size() || text_[end] == '\n';
    if (ends_line && field.ends_with('\r')) field.remove_suffix(1);
    end_field();
    return field;
  }

 private:
  Result<std::string_view> quoted() {
    const std::size_t begin = at_ + 1;
    const std::uint64_t first_line = line_;
    std::size_t end = begin;
    while (true) {
      end = text_.find('"', end);
      if (end == std::string_view::npos)
        return fault(first_line, "a field begins with a quote that is not closed");
      if (text_.substr(end + 1, 1) != "\"") break;
      escaped_ = true;
      end += 2;
    }
    const std::string_view field = text_.substr(begin, end - begin);
    line_ += static_cast<std::uint64_t>(std::count(field.begin(), field.end(), '\n'));
    at_ = end + 1;
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    if (!at_end() && text_[at_] != ',' && text_[at_] != '\n')
      return fault("text after the closing quote of a field");
    end_field();
    return field;
  }

  void end_field() {
    record_ended_ = at_end() || text_[at_] == '\n';
    if (record_ended_) ++line_;
    if (!at_end()) ++at_;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  bool record_ended_ = false;
  bool escaped_ = false;
};

std::string unescaped(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    text += field[i];
    if (field[i] == '"') ++i;
  }
  return text;
}

Result<std::vector<std::string>> read_header(Scanner& scanner) {
  std::vector<std::string> columns;
  while (scanner.skip_empty_line()) {
  }
  if (scanner.at_end()) return scanner.fault("is empty; the first line names the columns");
  do {
    const std::uint64_t line = scanner.line();
    auto field = scanner.next();
    if (!field) return field.error();
    const std::string column = scanner.escaped() ? unescaped(*field) : std::string(*field);
    if (column.empty()) return scanner.fault(line, "a column has no name");
    if (std::count(columns.begin(), columns.end(), column) > 0)
      return scanner.fault(line, "there are two columns " + column);
    if (columns.size() == kMaxColumns) return scanner.fault(line, "more than 1000 columns");
    columns.push_back(column);
  } while (!scanner.record_ended());
  return columns;
}

/// Reads one record; `on_field` gets each field. The error says where and what.
template <class OnField>
Result<void> read_record(Scanner& scanner, std::size_t columns, OnField on_field) {
  const std::uint64_t line = scanner.line();
  std::size_t fields = 0;
  do {
    const auto field = scanner.next();
    if (!field) return field.error();
    ++fields;
    if (field->size() > kMaxFieldBytes) return scanner.fault(line, "a field of more than 16 MiB");
    if (fields <= columns) on_field(*field);
  } while (!scanner.record_ended());
  if (fields == columns) return {};
  return scanner.fault(line, std::to_string(fields) + (fields == 1 ? " field" : " fields") +
                                 ", the header has " + std::to_string(columns));
}

}  // namespace

Result<RowTable> read_csv(std::string_view text, std::shared_ptr<const void> memory,
                          const std::string& name) {
  RowTable table;
  table.file = name;
  table.text = text;
  table.memory = std::move(memory);
  Scanner scanner(text, name);
  auto columns = read_header(scanner);
  if (!columns) return columns.error();
  table.columns = std::move(*columns);
  const Scanner after_header = scanner;
  bool any_escaped = false;
  while (true) {
    if (scanner.skip_empty_line()) continue;
    if (scanner.at_end()) break;
    if (table.starts.size() == kMaxRows) return scanner.fault("more than 200 million rows");
    table.starts.push_back(scanner.position());
    const auto read = read_record(scanner, table.columns.size(), [&](std::string_view) {
      any_escaped = any_escaped || scanner.escaped();
    });
    if (!read) return read.error();
  }
  if (table.starts.empty()) return scanner.fault("has no rows, only the names of the columns");
  if (!any_escaped) return table;

  FieldStore store;
  Scanner again = after_header;
  while (true) {
    if (again.skip_empty_line()) continue;
    if (again.at_end()) break;
    store.begin_row();
    const auto read = read_record(again, table.columns.size(), [&](std::string_view field) {
      again.escaped() ? store.add(unescaped(field)) : store.add(field);
    });
    if (!read) return read.error();
  }
  std::move(store).move_into(table);
  return table;
}

}  // namespace acrida
