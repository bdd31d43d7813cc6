// RowTable: the rows of a data file in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace acrida {

/// Made by the host before a run, read by every shard of the process: [any].
struct RowTable {
  std::string file;                  // absolute path
  std::vector<std::string> columns;  // their names, all different
  /// CSV as it is in the file; when `decoded`, each field's length (4 bytes, little-endian) and its
  /// bytes.
  std::string_view text;
  bool decoded = false;
  std::vector<std::uint64_t> starts;  // of each row in `text`
  /// What `text` looks into. Shared, because a table is copied by who moves it about.
  std::shared_ptr<const void> memory;

  std::uint64_t rows() const { return starts.size(); }
  /// A view that lives as long as the table. `row` < rows(), `column` < columns.size().
  std::string_view field(std::uint64_t row, std::size_t column) const;
};

}  // namespace acrida
