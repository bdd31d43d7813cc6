// The commands `build` and (hidden) `inspect`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida build TEST.cpp [-o LIBRARY]`
std::function<int()> declare_build(CLI::App& app);
/// `acrida inspect TEST`: prints the JSON of an Inspection; 2 when the test cannot be used.
std::function<int()> declare_inspect(CLI::App& app);

}  // namespace acrida
