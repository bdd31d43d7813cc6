// The table of commands; each lives in the module that it starts.
#include "core/cli/command_line.hpp"
#include "examples/target/command.hpp"

int main(int argc, char** argv) {
  const std::vector<acrida::Command> commands = {
      {"target", "Serve a small site over HTTP to aim at", acrida::declare_target},
  };
  return acrida::run_command_line(commands, ACRIDA_VERSION, {argv + 1, argv + argc},
                                  acrida::process_environment);
}
