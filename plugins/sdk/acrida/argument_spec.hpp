// ArgumentSpec: what is known of an argument of a test without loading the test.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace acrida {

enum class ArgumentKind : std::uint8_t { text, whole_number, real_number, flag, several };

/// What a value may be. Every value travels as text: numbers as written, a flag as "true" or
/// "false", several texts joined by commas (see join_list()).
struct ArgumentSpec {
  static constexpr std::size_t kMaxNameBytes = 64;
  static constexpr std::size_t kMaxValueBytes = 32u << 10;  // of the text, also of several

  std::string name;  // lower-case letters, digits and dashes: "page-size"
  std::string help;
  ArgumentKind kind = ArgumentKind::text;
  std::vector<std::string> choices{};  // of a text, and of each of several; empty: any
  bool secret = false;                 // shown nowhere
  bool required = false;               // no run without it
  std::string default_text{};          // empty when it is secret
  std::int64_t lowest = std::numeric_limits<std::int64_t>::min();  // of a whole number
  std::int64_t highest = std::numeric_limits<std::int64_t>::max();

  /// What is wrong with a value, empty when nothing is. A secret is not repeated.
  std::string fault(std::string_view text) const;
  /// What is wrong with the argument itself: its name, or a default that is not allowed.
  std::string fault_of_itself() const;
  /// The name as Python and web forms spell it: "page_size".
  std::string field_name() const;

  bool operator==(const ArgumentSpec&) const = default;
};

/// "a,b" of a and b. Commas and backslashes in an element are written after a backslash; an empty
/// element cannot be.
std::string join_list(const std::vector<std::string>& elements);
/// The opposite; empty elements are left out.
std::vector<std::string> split_list(std::string_view text);

}  // namespace acrida
