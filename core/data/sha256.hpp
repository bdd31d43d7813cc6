// SHA-256 as the text that names content.
#pragma once

#include <string>
#include <string_view>

namespace acrida {

/// In hex, 64 characters. Pure.
std::string sha256(std::string_view content);

}  // namespace acrida
