// false_discovery: which of many tests found something (Benjamini and Hochberg).
#pragma once

#include <span>
#include <vector>

namespace acrida {

/// For each probability of a finding by chance, whether it counts when at most the share `rate` of all
/// that count may be false.
std::vector<bool> found(std::span<const double> probabilities, double rate);

}  // namespace acrida
