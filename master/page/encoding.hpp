// Encoding: bytes as they are written into a page.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace acrida {

std::string base64(std::span<const unsigned char> bytes);
/// One member of the gzip format, the same for the same content.
std::string gzip(std::string_view content);
/// Of a script or a style within a page, as its content policy names it: 'sha256-...', with quotes.
std::string policy_hash(std::string_view content);

}  // namespace acrida
