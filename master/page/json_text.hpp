// JsonText: writes JSON piece by piece into a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace acrida::json_text {

// Boost.JSON builds a tree first and writes numbers as 1.25E1: for what is sent each second to each
// reader that is several times the time and the bytes.

/// With quotes. `text` is valid UTF-8.
void put_string(std::string& out, std::string_view text);
void put(std::string& out, std::uint64_t value);
void put(std::string& out, std::int64_t value);
/// At most three digits after the point; null when it is not finite.
void put(std::string& out, double value);
/// Null when there is none.
void put(std::string& out, const std::optional<double>& value);
void put(std::string& out, bool value);

/// `,"key":` or, at the beginning of an object, `"key":`.
void put_key(std::string& out, std::string_view key);

}  // namespace acrida::json_text
