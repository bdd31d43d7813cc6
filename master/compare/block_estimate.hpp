// BlockEstimate: a figure of a run and how sure it is, from the differences between its blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "master/compare/compared_run.hpp"

namespace acrida {

enum class CompareMetric { rps, failure_share, average, p50, p95, p99 };
inline constexpr std::array<CompareMetric, 6> kCompareMetrics = {
    CompareMetric::rps, CompareMetric::failure_share, CompareMetric::average,
    CompareMetric::p50, CompareMetric::p95,           CompareMetric::p99};

/// "rps", "failure_share", "average", "p50", ...
std::string_view to_string(CompareMetric metric);
/// "1/s", "" or "ms".
std::string_view unit_of(CompareMetric metric);

/// Shares have standard errors as they are, everything else of its logarithm, so relative ones.
struct BlockEstimate {
  double value = 0;
  double error = 0;
  double freedom = 0;  // degrees of freedom of the error
  bool is_enough = false;
};
using BlockEstimates = std::array<BlockEstimate, kCompareMetrics.size()>;

/// How often each block is drawn in each repetition: the same for every name of a run, and in every
/// process.
class BlockDraws {
 public:
  static constexpr std::size_t kRepetitions = 300;

  BlockDraws(std::size_t blocks, std::uint64_t seed);
  std::span<const float> weights(std::size_t repetition) const;
  std::size_t blocks() const { return blocks_; }

 private:
  std::size_t blocks_;
  std::vector<float> weights_;
};

/// Block bootstrap: requests within a run are not independent, blocks nearly are. What they still have
/// in common with the next one widens the errors (as of an autoregressive series of the first order,
/// its correlation taken a quarter of a standard error too high); with less than three free blocks left
/// it is not enough. Measured by compare_bench: 150 pairs of runs of 240 s, 4 names, six figures each,
/// whose common level wanders by 5 % with so much memory from a second to the next:
///
///   memory   equal pairs with a false word   5 % slower: p50 is worse   p50: too little data
///    0.00               0.7 %                        100.0 %                   0.0 %
///    0.50               1.3 %                         96.7 %                   0.0 %
///    0.70               0.7 %                         68.0 %                   0.0 %
///    0.80               0.7 %                         40.0 %                   0.0 %
///    0.90               2.0 %                         12.0 %                   9.3 %
///    0.95               6.0 %                          7.3 %                  50.0 %
///
/// `rows` and `durations_s` have an element for each block; a row may be null: no request.
BlockEstimates estimate(std::span<const BlockRow* const> rows, std::span<const double> durations_s,
                        const BlockDraws& draws);

}  // namespace acrida
