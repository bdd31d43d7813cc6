// The hidden command `runner`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida runner LIBRARY --shards N --index I`: started by the agent with the socket pair as
/// descriptor 3; 2 when the library cannot be used.
std::function<int()> declare_runner(CLI::App& app);

}  // namespace acrida
