// Row: one row of a data file, as a user sees it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/row_table.hpp>

namespace acrida {

/// A view into the table, which lives as long as the process: rows and fields may be kept. [any]
///
///   auto row = co_await accounts.next(*this);
///   co_await client.post("/login", json{{"user", row["name"]}});
class Row {
 public:
  Row(const RowTable& table, std::uint64_t number) : table_(&table), number_(number) {}

  /// Throws std::out_of_range, which names the columns that there are.
  std::string_view operator[](std::string_view column) const;
  const std::vector<std::string>& columns() const { return table_->columns; }
  /// From 0, without the header.
  std::uint64_t number() const { return number_; }

 private:
  const RowTable* table_;
  std::uint64_t number_;
};

}  // namespace acrida
