// The hidden command `runner`.
#include "slave/runner/command.hpp"

#include <csignal>
#include <iostream>
#include <memory>
#include <unistd.h>

#include <CLI/App.hpp>

#include <acrida/offload.hpp>

#include "core/process/descriptor_limit.hpp"
#include "slave/runner/crash_handler.hpp"
#include "slave/runner/memory_limit.hpp"
#include "slave/runner/privileges.hpp"
#include "slave/runner/runner.hpp"

namespace acrida {
namespace {

constexpr int kAgentFd = 3;
constexpr int kJournalFd = 4;

struct RunnerOptions {
  std::string library;
  std::string folder;
  RunnerSettings settings;
  std::string user;  // to become; empty: stays
  std::uint64_t memory_limit_bytes = 0;
};

int run(RunnerOptions& options) {
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the agent, which stops the users first
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();  // each user may hold sockets
  const auto journal = Journal::open(kJournalFd);
  if (!journal) {
    std::cerr << "acrida: " << journal.error().what << std::endl;
    return 2;
  }
  CrashHandler::install(**journal);
  auto ready = give_up_privileges(options.user);
  if (ready) ready = check_readable(options.library, options.user);
  if (!ready) {
    std::cerr << "acrida: " << ready.error().what << std::endl;
    return 2;
  }
  options.settings.folder = TestFolder(options.folder);
  const Result<Plugin> plugin = Plugin::load(options.library, options.settings.folder);
  if (!plugin) {
    std::cerr << "acrida: " << plugin.error().what << std::endl;
    return 2;
  }
  (*journal)->header().is_running.store(1);
  Runner runner(*plugin, options.settings, kAgentFd, **journal);
  limit_memory(options.memory_limit_bytes);
  // Users or their blocking calls are left on threads: nothing is torn down.
  if (!runner.run() || offloading()) ::_exit(0);
  return 0;
}

}  // namespace

std::function<int()> declare_runner(CLI::App& app) {
  auto options = std::make_shared<RunnerOptions>();  // shared with the command that is returned
  app.add_option("LIBRARY", options->library, "The test's shared library")->required();
  app.add_option("--folder", options->folder, "Where all files that the test names are");
  app.add_option("--index", options->settings.slave_index, "The slave's ordinal");
  app.add_option("--user", options->user, "Whom to become before the library is loaded");
  app.add_option("--memory", options->memory_limit_bytes, "Bytes that users may allocate; 0 = any");
  return [options] { return run(*options); };
}

}  // namespace acrida
