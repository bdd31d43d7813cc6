// SDK compiler: the command that makes a test fit this executable.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace acrida {

/// The folder that holds acrida/*.hpp: `sdk` beside the executable in a build tree, `../include`
/// once installed. Empty when there is neither.
std::filesystem::path sdk_folder();

/// The compiler and every flag that decides about the code, without include folders, input and
/// output: what is compiled with equal ones may be put together.
std::vector<std::string> compiler_command();

/// The flags that let a source find the SDK.
std::vector<std::string> include_flags(const std::filesystem::path& sdk);

}  // namespace acrida
