// UTF-8: checks received text.
#include "core/wire/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/stats/valid_text.hpp"

namespace acrida::wire {

namespace {

/// Length of a leading part that is ASCII, found eight bytes at a time: nearly all of nearly every
/// name.
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
  std::string scratch;
  return text.empty() || valid_text(text, text.size(), scratch).data() == text.data();
}

}  // namespace acrida::wire
