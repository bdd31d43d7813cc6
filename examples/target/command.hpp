// The command `acrida target`: a server to aim at.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

std::function<int()> declare_target(CLI::App& app);

}  // namespace acrida
