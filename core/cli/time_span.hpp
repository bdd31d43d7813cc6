// Time spans as Locust writes them: "20", "20s", "3m", "2h", "1h20m", "3h30m10s".
#pragma once

#include <chrono>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida {

/// Digits alone are seconds; otherwise hours, minutes, seconds in this order, each at most once
/// and nothing after. "0" is allowed. The error says what is allowed.
Result<std::chrono::seconds> parse_time_span(std::string_view text);

}  // namespace acrida
