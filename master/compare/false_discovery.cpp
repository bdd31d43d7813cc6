// false_discovery: which of many tests found something (Benjamini and Hochberg).
#include "master/compare/false_discovery.hpp"

#include <algorithm>

namespace acrida {

std::vector<bool> found(std::span<const double> probabilities, double rate) {
  std::vector<double> sorted(probabilities.begin(), probabilities.end());
  std::sort(sorted.begin(), sorted.end());
  double limit = -1;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(sorted.size());
    if (sorted[i] <= share * rate) limit = sorted[i];
  }
  std::vector<bool> result;
  for (const double probability : probabilities) result.push_back(probability <= limit);
  return result;
}

}  // namespace acrida
