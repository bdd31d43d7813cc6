// Command: one word of the executable's command line.
#pragma once

#include <functional>
#include <string_view>

namespace CLI {
class App;
}

namespace acrida {

/// What main.cpp's table holds. `declare` adds the command's options to its app [load-time] and
/// returns what carries it out once they are parsed; that returns the exit code of the process.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::function<int()> (*declare)(CLI::App& app);
  /// Hidden commands are internal: they are not in --help.
  bool hidden = false;
};

}  // namespace acrida
