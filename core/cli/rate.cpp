// Rate: events per second as people write them.
#include "core/cli/rate.hpp"

#include <charconv>
#include <string>

namespace acrida {
namespace {

constexpr double kMaxPerS = 1e7;

/// Seconds of the unit; 0 when it is none.
double seconds_of(std::string_view unit) {
  if (unit.empty() || unit == "/s") return 1;
  if (unit == "/m" || unit == "/min") return 60;
  return unit == "/h" ? 3600 : 0;
}

}  // namespace

Result<double> parse_rate(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const double unit_s = seconds_of(text.substr(static_cast<std::size_t>(end - text.data())));
  if (error == std::errc() && unit_s > 0 && number > 0 && number / unit_s <= kMaxPerS)
    return number / unit_s;
  return Error{"'" + std::string(text) +
               "' is not a rate: write 500, 500/s, 90/m or 7200/h, at most 10000000/s"};
}

}  // namespace acrida
