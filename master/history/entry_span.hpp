// EntrySpan: which part of a run an entry of the file is the sum of.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/clock.hpp"

namespace acrida {

/// Sums of the same run by seconds, tens of seconds, minutes and hours: whoever asks for a part of it
/// reads few. The finer ones of long ago make room; what is of the newest time of a run stays.
struct EntryLevel {
  std::chrono::seconds step;
  std::chrono::seconds kept;  // 0: always
};
inline constexpr std::array<EntryLevel, 4> kEntryLevels = {{
    {std::chrono::seconds(1), std::chrono::hours(1)},
    {std::chrono::seconds(10), std::chrono::hours(6)},
    {std::chrono::minutes(1), std::chrono::seconds(0)},
    {std::chrono::hours(1), std::chrono::seconds(0)},
}};
inline constexpr int kMinuteLevel = 2;

/// Entries of level 0 are numbered; the others say which of those they are the sum of.
struct EntrySpan {
  std::int64_t row = 0;  // in the file
  int level = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  WallTime time{};  // its end
};

/// Spans that follow each other without a gap or an overlap as far as there are such: at each place the
/// coarsest that `fits`, told when it begins, else the finest.
std::vector<EntrySpan> cover(std::vector<EntrySpan> spans, WallTime start,
                             const std::function<bool(const EntrySpan&, WallTime begin)>& fits);

}  // namespace acrida
