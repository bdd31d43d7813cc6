// UTF-8: checks received text, and repairs text that is about to be sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace acrida::wire {

/// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// `text` with each byte that is not part of valid UTF-8 replaced by U+FFFD, and cut between two
/// characters to at most `max_bytes`: a peer refuses a whole frame for one bad byte.
std::string repaired_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace acrida::wire
