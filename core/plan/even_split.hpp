// even_split: how many of a number of users one of several equal parts runs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace acrida {

/// The share of part `part` (of `parts`) in `total`: shares differ by at most one, sum to total,
/// and none falls when total grows. `first` is the part that gets the first remainder, so that
/// several classes need not load the same part first.
constexpr std::uint64_t even_split(std::uint64_t total, std::size_t parts, std::size_t part,
                                   std::size_t first) {
  const std::uint64_t place = (part + parts - first % parts) % parts;
  return total / parts + (place < total % parts ? 1 : 0);
}

}  // namespace acrida
