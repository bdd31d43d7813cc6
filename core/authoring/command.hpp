// The commands `new`, `list` and `import`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida new NAME`: a folder with a test, its unit test and their CMake file.
std::function<int()> declare_new(CLI::App& app);
/// `acrida list TEST`: what a test contains.
std::function<int()> declare_list(CLI::App& app);
/// `acrida import har|openapi FILE [-o TEST.cpp]`
std::function<int()> declare_import(CLI::App& app);

}  // namespace acrida
