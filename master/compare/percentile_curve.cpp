// PercentileCurve: the latencies of a part of a run by percentile, the tail drawn out.
#include "master/compare/percentile_curve.hpp"

#include <array>

namespace acrida {
namespace {

/// Evenly spaced on an axis on which each nine takes as much room as the one before.
constexpr std::array<double, 26> kCurvePercentiles = {
    0.00,  0.10,  0.20,   0.30,   0.40,   0.50,    0.60,    0.70,    0.75,
    0.80,  0.85,  0.90,   0.925,  0.95,   0.9625,  0.975,   0.9825,  0.99,
    0.995, 0.998, 0.9990, 0.9995, 0.9998, 0.99990, 0.99995, 0.999990};

}  // namespace

PercentileCurve percentile_curve(std::span<const RunBlock> blocks) {
  Histogram times;
  for (const RunBlock& block : blocks) times.merge(block.total.times);
  PercentileCurve curve;
  const auto count = static_cast<double>(times.count());
  for (const double quantile : kCurvePercentiles) {
    if (count * (1 - quantile) < 1) break;
    curve.quantiles.push_back(quantile);
    curve.ms.push_back(
        std::chrono::duration<double, std::milli>(times.percentile(quantile)).count());
  }
  return curve;
}

}  // namespace acrida
