// The fingerprint note of a plugin's file, read without running any of it.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// The fingerprint in the ELF file's "Acrida" note (see <acrida/fingerprint.hpp>). Several notes,
/// one for each source file of the plugin, must be equal. The error says what is wrong with the
/// file: missing, not a shared library, not a plugin. Any content is safe to read.
Result<std::string> read_fingerprint(const std::string& path);

}  // namespace acrida
