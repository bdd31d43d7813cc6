// Time spans: the parser.
#include "core/cli/time_span.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

namespace acrida {
namespace {

// Longer than any load test, short enough that no sum of spans overflows.
constexpr std::int64_t kMaxSeconds = 10LL * 365 * 24 * 3600;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr Unit kUnits[] = {{'h', 3600}, {'m', 60}, {'s', 1}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Consumes the digits at the front; saturates above kMaxSeconds.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = 0;
  while (!text.empty() && is_digit(text.front())) {
    number = std::min(number * 10 + (text.front() - '0'), kMaxSeconds + 1);
    text.remove_prefix(1);
  }
  return number;
}

Error invalid(std::string_view text) {
  return Error{"'" + std::string(text) +
               "' is not a time span: use seconds (20) or hours, minutes and seconds in this "
               "order (20s, 3m, 1h20m, 3h30m10s), at most ten years"};
}

}  // namespace

Result<std::chrono::seconds> parse_time_span(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total = 0;
  const Unit* next_unit = kUnits;
  if (rest.empty()) return invalid(text);
  while (!rest.empty()) {
    if (!is_digit(rest.front())) return invalid(text);
    const std::int64_t number = take_number(rest);
    if (rest.empty() && next_unit == kUnits) {
      total = number;
      break;
    }
    while (next_unit != std::end(kUnits) && (rest.empty() || next_unit->letter != rest.front())) {
      ++next_unit;
    }
    if (next_unit == std::end(kUnits)) return invalid(text);
    total += number * next_unit->seconds;
    ++next_unit;
    rest.remove_prefix(1);
  }
  if (total > kMaxSeconds) return invalid(text);
  return std::chrono::seconds(total);
}

}  // namespace acrida
