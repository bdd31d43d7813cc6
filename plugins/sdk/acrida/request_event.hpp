// RequestEvent: what a protocol client reports of one request.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace acrida {

/// How a request ended. A failed request is data, not an error of the tool.
enum class Outcome : std::uint8_t {
  success,
  failure,
  /// Cut off in flight when the test stopped: the server may or may not have seen it.
  unknown,
};

/// What Environment::begin() gives: which row of the statistics has a request in flight.
enum class FlightRow : std::uint32_t { none = 0xffffffff };

/// RequestEvent::start_lag of a request that was not meant to start at a certain time.
inline constexpr std::chrono::nanoseconds kNoIntendedStart{-1};

/// One finished request. The views need only live during the call of Environment::record().
struct RequestEvent {
  /// "GET", "TCP", ...: the column Type of the statistics.
  std::string_view method;
  /// Requests of the same method and name are one row of the statistics.
  std::string_view name;
  /// From the start of the sending to the end of the answer. Not counted when unknown.
  std::chrono::nanoseconds response_time{0};
  std::uint64_t content_length_bytes = 0;
  Outcome outcome = Outcome::success;
  /// Why it failed, grouped by equal text; empty unless outcome is failure.
  std::string_view error;
  /// What the user noted with the request, for the request hook; not in the statistics.
  std::string_view context{};
  /// From begin(); none for a request whose beginning was not told.
  FlightRow flight = FlightRow::none;
  /// How long after its intended start it began, zero or more; kNoIntendedStart when it has none. The
  /// time from the intended start to the end of the answer is `start_lag` + `response_time`.
  std::chrono::nanoseconds start_lag = kNoIntendedStart;
};

}  // namespace acrida
