// The command `debug`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida debug TEST [CLASS]`: one user on the thread of this very process, without a master.
std::function<int()> declare_debug(CLI::App& app);

}  // namespace acrida
