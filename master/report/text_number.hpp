// text_number: numbers and times as the files show them.
#pragma once

#include <string>

#include "core/base/clock.hpp"

namespace acrida {

/// Fixed notation with at most `digits` digits after the point and no trailing zeros: 12.5, 3, 0.1.
std::string text_number(double value, int digits = 3);
/// "2026-01-31T12:00:00.123Z"
std::string utc_text(WallTime time);
/// "1 hour, 2 minutes and 3 seconds"
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace acrida
