// The command `acrida target`: options and start.
#include "examples/target/command.hpp"

#include <cstdio>
#include <memory>

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"
#include "examples/target/target_server.hpp"

namespace acrida {
namespace {

constexpr int kMaxThreads = 64;

int serve(const TargetOptions& options) {
  TargetServer server(options);
  std::printf("target: listening on %s\n", server.url().c_str());
  std::fflush(stdout);
  server.run_until_signal();
  return 0;
}

}  // namespace

std::function<int()> declare_target(CLI::App& app) {
  auto options = std::make_shared<TargetOptions>();
  app.add_option("--host", options->host, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_option("-p,--port", options->port, "Port to listen on, 0 for any free one")
      ->check(port_number())
      ->type_name("PORT")
      ->capture_default_str();
  app.add_option("--threads", options->threads, "Threads that serve")
      ->check(whole_number(1, kMaxThreads))
      ->capture_default_str();
  app.footer(
      "It answers /, /items, /item?id=N (1 to 1000), /slow?ms=N, /status/N, POST /echo and "
      "POST /login.");
  return [options] { return serve(*options); };
}

}  // namespace acrida
