// Command: one of the executable's commands.
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace acrida {

class GivenOptions;

/// A command whose options have been declared.
struct DeclaredCommand {
  /// Carries it out once the options are parsed; returns the exit code of the process.
  std::function<int()> carry_out;
  /// Empty for most commands. Called before the parsing: declares the options that depend on the
  /// value of others, such as those of a test. `all_commands` has every command's own options. The
  /// error is reported unless the command line is wrong without them.
  std::function<Result<void>(const GivenOptions& given, CLI::App& app,
                             const CLI::App& all_commands)>
      declare_more{};

  DeclaredCommand(std::function<int()> body) : carry_out(std::move(body)) {}
};

/// What main.cpp's table holds. `declare` adds the command's options to its app [load-time] and
/// returns what carries it out.
struct Command {
  std::string_view name;  // one word, or two: "cloud template"
  std::string_view summary;
  std::function<DeclaredCommand(CLI::App& app)> declare;
  /// Hidden commands are internal: they are not in --help.
  bool hidden = false;
};

}  // namespace acrida
