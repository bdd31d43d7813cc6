// Content decoder: bodies that the server has compressed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace acrida {

/// For the header Accept-Encoding.
inline constexpr std::string_view kAcceptedEncodings = "gzip, deflate, br";

/// The body without its codings ("gzip", "deflate", "br", several after commas, "identity").
/// Returns what is wrong, empty when nothing is: a coding that is not known, broken data, or more
/// than `max_bytes`; `body` is then not to be used. [any]
std::string decode_content(std::string& body, std::string_view encodings, std::uint64_t max_bytes);

}  // namespace acrida
