// SlaveOptions: the table of options.
#include "slave/options.hpp"

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"

namespace acrida {

namespace {
constexpr std::size_t kMaxShards = 1024;
}  // namespace

void add_options(CLI::App& app, SlaveOptions& options) {
  app.add_option("--master-host", options.master_host, "Host or address of the master")
      ->envname("ACRIDA_MASTER_NODE_HOST")
      ->capture_default_str();
  app.add_option("--master-port", options.master_port, "Port that the master listens on for slaves")
      ->envname("ACRIDA_MASTER_NODE_PORT")
      ->check(port_number())
      ->capture_default_str();
  app.add_option("-f,--locustfile,--test", options.test,
                 "The test, a .cpp or .so file; the master sends it otherwise")
      ->envname("ACRIDA_LOCUSTFILE");
  app.add_option("--plugin-dir", options.plugin_dir,
                 "Take the test from this folder only, where it lies as .so with its files")
      ->envname("ACRIDA_PLUGIN_DIR")
      ->excludes("--test");
  app.add_flag("--insecure", options.insecure,
               "Run what a master on another machine sends over a link that anybody could use")
      ->envname("ACRIDA_INSECURE");
  add_byte_size(app, "--code-cache", options.code_cache_bytes,
                "Disk space for tests that masters have sent, e.g. 500M; default 2G")
      ->envname("ACRIDA_CODE_CACHE");
  app.add_option("--shards", options.shards, "Threads that run users; 0 = one for each core")
      ->envname("ACRIDA_SHARDS")
      ->check(whole_number(0, kMaxShards))
      ->capture_default_str();
  add_byte_size(app, "--runner-memory", options.runner_memory_bytes,
                "Memory that users may allocate, e.g. 512M, 2G; default 80 % of the machine's")
      ->envname("ACRIDA_RUNNER_MEMORY");
}

}  // namespace acrida
