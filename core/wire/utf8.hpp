// UTF-8: checks received text.
#pragma once

#include <string_view>

namespace acrida::wire {

/// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace acrida::wire
