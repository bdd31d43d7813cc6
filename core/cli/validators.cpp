// Validators: the checks.
#include "core/cli/validators.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

#include "core/cli/byte_size.hpp"
#include "core/cli/rate.hpp"
#include "core/cli/time_span.hpp"

namespace acrida {
namespace {

/// The whole text as a number, or false.
template <class Number>
bool read_number(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end;
}

std::string refuse(const std::string& value, const std::string& allowed) {
  return "'" + value + "' is not " + allowed;
}

template <class Check>
CLI::Validator named(const char* name, Check check) {
  // Without a description, as CLI11 would add that to the type in the help.
  return CLI::Validator(std::move(check), "", name);
}

}  // namespace

CLI::Validator positive_number() {
  return named("positive number", [](std::string& text) {
    double number = 0;
    const bool good = read_number(text, number) && std::isfinite(number) && number > 0;
    return good ? std::string() : refuse(text, "a number greater than 0");
  });
}

CLI::Validator whole_number(std::int64_t low, std::int64_t high) {
  return named("whole number", [low, high](std::string& text) {
    std::int64_t number = 0;
    if (read_number(text, number) && number >= low && number <= high) return std::string();
    return refuse(text,
                  "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  });
}

CLI::Validator port_number() {
  return named("port", [](std::string& text) {
    std::int64_t number = 0;
    if (read_number(text, number) && number >= 0 && number <= 65535) return std::string();
    return refuse(text, "a port from 1 to 65535 (0: any free one)");
  });
}

CLI::Validator host_name() {
  return named("host", [](std::string& text) {
    const bool fits = std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
    });
    if (fits && !text.empty() && text.size() <= 253) return std::string();
    return refuse(text, "the name or address of a host");
  });
}

CLI::Validator one_of(std::vector<std::string> words) {
  return named("choice", [words = std::move(words)](std::string& text) {
    std::string list;
    for (const std::string& word : words) {
      if (text == word) return std::string();
      list += (list.empty() ? "" : ", ") + word;
    }
    return refuse(text, "one of " + list);
  });
}

CLI::Option* add_time_span(CLI::App& app, const std::string& names, std::chrono::seconds& target,
                           const std::string& description) {
  return app
      .add_option_function<std::string>(
          names, [&target](const std::string& text) { target = parse_time_span(text).value(); },
          description)
      ->type_name("SPAN")
      ->check(named("time span", [](std::string& text) {
        const auto span = parse_time_span(text);
        return span ? std::string() : span.error().what;
      }));
}

CLI::Option* add_rate(CLI::App& app, const std::string& names, double& target_per_s,
                      const std::string& description) {
  return app
      .add_option_function<std::string>(
          names,
          [&target_per_s](const std::string& text) { target_per_s = parse_rate(text).value(); },
          description)
      ->type_name("RATE")
      ->check(named("rate", [](std::string& text) {
        const auto rate = parse_rate(text);
        return rate ? std::string() : rate.error().what;
      }));
}

CLI::Option* add_byte_size(CLI::App& app, const std::string& names,
                           std::optional<std::uint64_t>& target, const std::string& description) {
  return app
      .add_option_function<std::string>(
          names, [&target](const std::string& text) { target = parse_byte_size(text).value(); },
          description)
      ->type_name("SIZE")
      ->check(named("size", [](std::string& text) {
        const auto size = parse_byte_size(text);
        return size ? std::string() : size.error().what;
      }));
}

}  // namespace acrida
