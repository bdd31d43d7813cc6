// The command `cloud`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida cloud ls|spawn|stop|rm|reap`; see --help. [load-time]
std::function<int()> declare_cloud(CLI::App& app);

}  // namespace acrida
