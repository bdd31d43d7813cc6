// Byte sizes: "512M", "1.5G", "1073741824".
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida {

/// A number with or without K, M, G or T (powers of 1024); "GB" and "GiB" are the same as "G". From
/// 1 MiB up to 1 PiB, or 0 for no limit. The error says what is allowed.
Result<std::uint64_t> parse_byte_size(std::string_view text);

}  // namespace acrida
