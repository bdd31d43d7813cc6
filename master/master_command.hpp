// Master commands: `acrida master` and `acrida run`, for the table in main.cpp.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

/// See core/cli/command.hpp.
std::function<int()> declare_master(CLI::App& app);
/// A master on a free loopback port and its slaves on the same machine: the same path as above.
std::function<int()> declare_run(CLI::App& app);

}  // namespace acrida
