// The command `users`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// `acrida users list`, `add`, `password`, `role`, `token` and `remove NAME`: on the file of a
/// master's data directory, beside the master when it runs. 2 when it cannot be done.
std::function<int()> declare_users(CLI::App& app);

}  // namespace acrida
