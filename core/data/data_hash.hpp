// Data hash: what tells whether two data files are the same.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// SHA-256 of the content in hex. The error names the path.
Result<std::string> data_hash(const std::string& path);

}  // namespace acrida
