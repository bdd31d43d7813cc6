// exponential_fit: whether times are as far apart as those of a Poisson process.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace acrida::tests {

/// The greatest difference between the distribution of the distances of ascending times, in
/// nanoseconds, and the exponential one of this mean, times the square root of their number: for a
/// Poisson process above 1.63 in one of a hundred samples, above 2.1 in one of 3,000 (Kolmogorov, 1933).
inline double exponential_misfit(const std::vector<std::int64_t>& times_ns, double mean_ns) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times_ns.size(); ++i)
    gaps.push_back(static_cast<double>(times_ns[i] - times_ns[i - 1]));
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  double greatest = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double wanted = 1 - std::exp(-gaps[i] / mean_ns);
    const auto below = static_cast<double>(i) / n;
    greatest = std::max({greatest, wanted - below, below + 1 / n - wanted});
  }
  return greatest * std::sqrt(n);
}

}  // namespace acrida::tests
