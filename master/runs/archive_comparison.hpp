// ArchiveComparison: runs of the archive, compared.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "master/compare/comparison.hpp"
#include "master/compare/percentile_curve.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

inline constexpr std::size_t kMostComparedRuns = 5;

/// Which part of each run counts. Seconds count from the run's start, or from the first marker of this
/// text; what is not given is that of steady_window(), but nothing before the marker.
struct ComparedPart {
  std::optional<std::int64_t> from_s;
  std::optional<std::int64_t> to_s;
  std::string marker;  // "" = from the start
};

/// What was compared of one run.
struct ComparedWindow {
  std::uint64_t id = 0;
  std::int64_t zero_second = 0;  // where the seconds count from, since 1970
  TimeSpan span;                 // since 1970
  PercentileCurve curve;
};

struct ArchiveComparison {
  std::vector<Comparison> comparisons;  // of each of the others with the first
  std::vector<ComparedWindow> windows;  // of each run
  std::vector<std::string> markers;     // texts that all of the runs have, to align them by
};

/// Takes a second or so for long runs with many names. Error: fewer than two runs or more than
/// kMostComparedRuns, one cannot be read, or has no such marker.
Result<ArchiveComparison> compare(RunArchive& archive, std::span<const ArchivedRun> runs,
                                  const ComparedPart& part = {});

}  // namespace acrida
