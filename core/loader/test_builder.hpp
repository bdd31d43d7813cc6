// Builds a test's source file into a shared library, once for each content.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// TEST as people give it: a `.so` is taken as it is, a `.cpp` is compiled against the SDK beside
/// this executable and kept in a cache ($XDG_CACHE_HOME/acrida/tests, readable by its owner only)
/// until the file, a header beside it, the SDK or the flags change. A folder `shop` means
/// shop/shop.cpp. The compiler writes its messages to standard error. Returns the absolute path of
/// the library.
Result<std::string> library_of(const std::string& test_path);

}  // namespace acrida
