// RowRange: consecutive rows of a data file.
#pragma once

#include <cstdint>

namespace acrida {

struct RowRange {
  std::uint64_t first = 0;  // from 0
  std::uint64_t count = 0;

  std::uint64_t end() const { return first + count; }
  bool operator==(const RowRange&) const = default;
};

}  // namespace acrida
