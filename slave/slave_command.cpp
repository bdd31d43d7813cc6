// The command `slave`.
#include "slave/slave_command.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "slave/slave_agent.hpp"

namespace acrida {

std::function<int()> declare_slave(CLI::App& app) {
  auto options = std::make_shared<SlaveOptions>();  // shared with the command that is returned
  add_options(app, *options);
  return [options] { return SlaveAgent(*options).run(); };
}

}  // namespace acrida
