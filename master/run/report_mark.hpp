// ReportMark: where the reports of one slave stand.
#pragma once

#include <cstdint>
#include <optional>

#include "master/run/slave_clock.hpp"

namespace acrida {

struct ReportMark {
  std::uint64_t epoch = 0;     // of the last report that was merged
  std::uint64_t sequence = 0;  // and its number
  SlaveClock clock;
  bool is_early = false;      // since the last heartbeat a report came before one that is missing
  unsigned futile_beats = 0;  // heartbeats in a row for which that was so
  /// To be added to its seconds: follows the clock only when that is off by most of a second.
  std::optional<std::int64_t> shift_s;
};

}  // namespace acrida
