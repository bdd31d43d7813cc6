// ArchivedView: a run of the file as the RunView that its master showed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/history/run_file.hpp"
#include "master/run/run_view.hpp"
#include "master/run/timeline_point.hpp"

namespace acrida {

/// A part of a run; empty: all of it. Parts of long ago begin and end with a minute, see entry_span.hpp.
struct RunWindow {
  std::optional<WallTime> from;
  std::optional<WallTime> to;
};

inline constexpr std::size_t kMaxRunPoints = 3600;
/// Of a name fewer, as its entries must be opened.
inline constexpr std::size_t kMaxNamePoints = 1500;

/// Made by RunStats of the sums in the file; with details. Of a part there are rows, errors and metrics
/// of that part only. Error: there is no such run, or it cannot be read.
Result<RunView> read_view(RunFile& file, std::uint64_t epoch, const RunWindow& window = {});

/// The run as it was at the end of each of its points, at most kMaxRunPoints: rows and users.
Result<void> read_course(RunFile& file, std::uint64_t epoch,
                         const std::function<void(const RunView&)>& on_view);

/// Of all requests, at most kMaxRunPoints: seconds, else tens of seconds, else minutes.
Result<std::vector<TimelinePoint>> read_points(RunFile& file, std::uint64_t epoch);
/// Of one name, at most kMaxNamePoints.
Result<std::vector<TimelinePoint>> read_points(RunFile& file, std::uint64_t epoch,
                                               const std::string& method, const std::string& name);

}  // namespace acrida
