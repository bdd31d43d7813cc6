// median: of the measurements of a bench.
#pragma once

#include <algorithm>
#include <vector>

namespace acrida::tests {

/// The upper middle; `values` is not empty.
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace acrida::tests
