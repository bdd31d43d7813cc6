// The hidden command `director`.
#include "master/director/command.hpp"

#include <csignal>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "master/director/director.hpp"

namespace acrida {
namespace {

constexpr int kMasterFd = 3;

int direct(const std::string& library) {
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the master
  std::signal(SIGPIPE, SIG_IGN);
  const Result<Plugin> plugin = Plugin::load(library);
  if (!plugin) {
    std::cerr << "acrida: " << plugin.error().what << std::endl;
    return 2;
  }
  Director(*plugin, kMasterFd).run();
  return 0;
}

}  // namespace

std::function<int()> declare_director(CLI::App& app) {
  auto library = std::make_shared<std::string>();  // shared with the command that is returned
  app.add_option("LIBRARY", *library, "The test's shared library")->required();
  return [library] { return direct(*library); };
}

}  // namespace acrida
