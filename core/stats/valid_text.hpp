// valid_text: a bounded, valid UTF-8 form of any bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace acrida {

/// At most `max_bytes` of `text`, without cutting a character of valid UTF-8 in two.
std::string_view cut_text(std::string_view text, std::size_t max_bytes);

/// At most `max_bytes` of `text` as valid UTF-8: what is not becomes U+FFFD. The result is a part
/// of `text` itself when that is valid, else of `scratch`, which keeps its memory for the next
/// call.
std::string_view valid_text(std::string_view text, std::size_t max_bytes, std::string& scratch);

}  // namespace acrida
