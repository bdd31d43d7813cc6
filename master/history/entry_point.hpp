// EntryPoint: what the charts show of an entry, so that they need not open it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/stats/stats_delta.hpp"
#include "master/run/journal_entry.hpp"
#include "master/run/timeline_point.hpp"

namespace acrida {

/// Without a second and a span; the rates are counts. Of one name, or of all together. Latencies are
/// from the intended start where there is one.
TimelinePoint point_of(const JournalEntry& entry);
TimelinePoint point_of(const RequestDelta& row);

/// Users, counts, latencies, heat and the state of the load generator as fixed bytes, little-endian.
std::string point_bytes(const TimelinePoint& point);
/// Nothing when these are no such bytes.
std::optional<TimelinePoint> parse_point(std::string_view bytes);

}  // namespace acrida
