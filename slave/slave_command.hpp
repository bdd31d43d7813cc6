// The command `slave`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace acrida {

std::function<int()> declare_slave(CLI::App& app);

}  // namespace acrida
