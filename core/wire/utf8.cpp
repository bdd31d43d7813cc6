// UTF-8: checks received text, and repairs text that is about to be sent.
#include "core/wire/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace acrida::wire {

namespace {

bool is_continuation(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
}

/// Bytes of the character at the start of `text`, or 0 when it is not valid. Not for ASCII.
std::size_t character_bytes(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  const std::size_t bytes = lead < 0xc2   ? 0
                            : lead < 0xe0 ? 2
                            : lead < 0xf0 ? 3
                            : lead < 0xf5 ? 4
                                          : 0;
  if (bytes == 0 || text.size() < bytes) return 0;
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(at(i))) return 0;
  }
  const bool overlong = (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xf0 && at(1) < 0x90);
  const bool surrogate = lead == 0xed && at(1) >= 0xa0;
  const bool too_high = lead == 0xf4 && at(1) >= 0x90;
  return overlong || surrogate || too_high ? 0 : bytes;
}

/// Length of the leading run that is certainly ASCII, eight bytes at a time.
std::size_t ascii_run(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  std::size_t done = 0;
  for (std::uint64_t word = 0; done + sizeof word <= text.size(); done += sizeof word) {
    std::memcpy(&word, text.data() + done, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return done;
}

}  // namespace

bool is_utf8(std::string_view text) {
  text.remove_prefix(ascii_run(text));
  while (!text.empty()) {
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t bytes = character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string repaired_utf8(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string result;
  result.reserve(text.size() < max_bytes ? text.size() : max_bytes);
  while (!text.empty()) {
    const bool ascii = static_cast<unsigned char>(text[0]) < 0x80;
    const std::size_t bytes = ascii ? 1 : character_bytes(text);
    const std::string_view piece = bytes == 0 ? kReplacement : text.substr(0, bytes);
    if (result.size() + piece.size() > max_bytes) break;
    result += piece;
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return result;
}

}  // namespace acrida::wire
