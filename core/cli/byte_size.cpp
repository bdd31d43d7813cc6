// Byte sizes: the parser.
#include "core/cli/byte_size.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace acrida {
namespace {

constexpr double kLeast = 1u << 20;
constexpr double kMost = 1ull << 50;

Error refusal(std::string_view text) {
  return Error{"'" + std::string(text) +
               "' is not a size such as 512M or 1.5G (from 1M; 0 = none)"};
}

}  // namespace

Result<std::uint64_t> parse_byte_size(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [unit_begin, error] =
      std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || std::signbit(number)) return refusal(text);
  std::string_view unit(unit_begin, static_cast<std::size_t>(end - unit_begin));
  if (unit.ends_with("iB")) {
    unit.remove_suffix(2);
  } else if (unit.ends_with("B")) {
    unit.remove_suffix(1);
  }
  constexpr std::string_view kUnits = "KMGT";
  if (!unit.empty()) {
    const std::size_t power = kUnits.find(unit);
    if (unit.size() != 1 || power == std::string_view::npos) return refusal(text);
    number *= std::pow(1024.0, static_cast<double>(power + 1));
  }
  const bool is_allowed = number == 0 || (number >= kLeast && number <= kMost);  // not for NaN
  if (!is_allowed) return refusal(text);
  return static_cast<std::uint64_t>(number);
}

}  // namespace acrida
