// valid_text: a bounded, valid UTF-8 form of any bytes.
#include "core/stats/valid_text.hpp"

#include <cstdint>

namespace acrida {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

/// Bytes of the valid character at the start of the text (not empty), 0 if there is none.
std::size_t character_bytes(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return 1;
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
  std::uint32_t code = first & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(byte_at(text, i))) return 0;
    code = code << 6 | (byte_at(text, i) & 0x3Fu);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? 0 : bytes;
}

std::size_t valid_prefix_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t bytes = character_bytes(text.substr(at));
    if (bytes == 0) break;
    at += bytes;
  }
  return at;
}

}  // namespace

std::string_view cut_text(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  // A character has three continuation bytes at most; more of them are not valid UTF-8 anyway.
  for (int i = 0; i < 3 && end > 0 && is_continuation(byte_at(text, end)); ++i) --end;
  if (is_continuation(byte_at(text, end))) end = max_bytes;
  return text.substr(0, end);
}

std::string_view valid_text(std::string_view text, std::size_t max_bytes, std::string& scratch) {
  text = cut_text(text, max_bytes);
  std::size_t valid = valid_prefix_bytes(text);
  if (valid == text.size()) return text;
  scratch.clear();
  while (!text.empty()) {
    scratch.append(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) break;
    scratch.append(kReplacement);
    text.remove_prefix(1);
    valid = valid_prefix_bytes(text);
  }
  return cut_text(scratch, max_bytes);
}

}  // namespace acrida
