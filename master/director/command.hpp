// The hidden command `director`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida director LIBRARY`: started by the master with the socket pair as descriptor 3; 2 when
/// the library cannot be used.
std::function<int()> declare_director(CLI::App& app);

}  // namespace acrida
