// Build cache: where what was compiled is kept, and how its inputs are recognised.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// $XDG_CACHE_HOME/acrida/<name>, made for its owner only: what lies there is run. [any]
Result<std::filesystem::path> cache_folder(const std::string& name);

/// The whole file; empty when it cannot be read.
std::string read_bytes(const std::filesystem::path& path);

/// The files that the compiler's make rule "out: a b\ c" names after its colon, as written there.
std::vector<std::string> files_of_make_rule(std::string_view rule);

}  // namespace acrida
