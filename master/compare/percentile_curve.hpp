// PercentileCurve: the latencies of a part of a run by percentile, the tail drawn out.
#pragma once

#include <span>
#include <vector>

#include "master/compare/compared_run.hpp"

namespace acrida {

/// One point for each of kCurvePercentiles that has at least one request beyond it.
struct PercentileCurve {
  std::vector<double> quantiles;  // 0…1, ascending
  std::vector<double> ms;
};

PercentileCurve percentile_curve(std::span<const RunBlock> blocks);

}  // namespace acrida
