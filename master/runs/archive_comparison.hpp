// ArchiveComparison: runs of the archive, compared.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "master/compare/comparison.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

inline constexpr std::size_t kMostComparedRuns = 5;

/// Each of the others with the first one. Takes a second or so for long runs with many names. Error:
/// fewer than two runs or more than kMostComparedRuns, or one cannot be read.
Result<std::vector<Comparison>> compare(RunArchive& archive, std::span<const ArchivedRun> runs);

}  // namespace acrida
