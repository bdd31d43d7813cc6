// WireFields: reads the kinds of value that several messages share.
#include "core/wire/wire_fields.hpp"

#include <chrono>
#include <cmath>
#include <string>

#include "core/wire/codec.hpp"

namespace acrida::wire {

WallTime read_wall_time(Reader& in) {
  const double seconds = in.number();
  if (seconds < 0 || seconds > static_cast<double>(kMaxEpochSecond)) return WallTime{};
  return WallTime(std::chrono::microseconds(std::llround(seconds * 1e6)));
}

UserCounts read_user_counts(Reader& in) {
  UserCounts counts;
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    std::string name(in.text());
    counts[std::move(name)] = in.count();
  }
  return counts;
}

void write_value(Writer& out, std::string_view encoded) {
  try {
    Reader in(encoded);
    in.skip();
    if (in.at_end()) return out.raw(encoded);
  } catch (const DecodeError&) {
    // Falls through: a broken value would make the whole frame unreadable.
  }
  out.nil();
}

}  // namespace acrida::wire
