// WireFields: reads the kinds of value that several messages share.
#pragma once

#include "core/base/clock.hpp"
#include "core/plan/user_class.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

/// Latest second of a time on the wire (in the year 2223): in microseconds it is exact in a double
/// and in nanoseconds it fits in 63 bits.
inline constexpr std::uint64_t kMaxEpochSecond = 8'000'000'000;

/// A time in seconds since the epoch, to the microsecond. Out of range is the epoch: "not known".
WallTime read_wall_time(Reader& in);
/// {class: users}.
UserCounts read_user_counts(Reader& in);
/// A value that is encoded already; nil when it is no whole value.
void write_value(Writer& out, std::string_view encoded);

}  // namespace acrida::wire
