// The command `cloud template`: what machines are made from.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// The options, and what carries the command out: 0 done, 1 when a template cannot be used, 2 when the
/// command cannot be carried out. [load-time]
std::function<int()> declare_cloud_template(CLI::App& app);

}  // namespace acrida
