// ReportSplit: cuts a report that is too large for one frame into several.
#pragma once

#include <cstddef>
#include <vector>

#include "core/wire/message.hpp"

namespace acrida::wire {

/// Rows, and errors, and metrics in one report: with the longest names and full histograms it still
/// fits in kMaxFrameBytes.
inline constexpr std::size_t kMaxRowsPerReport = 500;
inline constexpr std::size_t kMaxMetricsPerReport = 200;

/// The same delta as at least one report, numbered from `report.sequence` on: the next report of
/// the run takes the number after the last one's. Call it before encode().
std::vector<StatsReport> split(StatsReport report);

}  // namespace acrida::wire
