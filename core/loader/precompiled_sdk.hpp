// Precompiled SDK: the headers that most of a test's compile time goes into, read once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace acrida {

/// The name in angle brackets, "acrida/http.hpp", when the first line of code of a source is the
/// include of a header of Acrida; empty otherwise.
std::string first_sdk_header(std::string_view source);

/// Flags that make the compiler read the first include of `source` precompiled: a folder that holds
/// acrida/NAME.hpp.gch, to be named before the SDK's. It is made at the first use, for each header
/// and each set of flags, which takes some seconds and is said on standard error; and again when
/// any header in it has changed. None when the source begins in another way, or when it could not
/// be made: then the test merely compiles slowly. [load-time]
std::vector<std::string> precompiled_flags(const std::filesystem::path& source);

}  // namespace acrida
