// The command `slaves`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida slaves list`, `revoke NUMBER|NAME`, `token [--new]`: on the files of a master's data
/// directory, beside the master when it runs. 2 when it cannot be done.
std::function<int()> declare_slaves(CLI::App& app);

}  // namespace acrida
