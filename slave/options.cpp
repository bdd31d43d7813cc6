// SlaveOptions: the table of options.
#include "slave/options.hpp"

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"
#include "core/link/curve_keys.hpp"

namespace acrida {

namespace {
constexpr std::size_t kMaxShards = 1024;

CLI::Validator master_key() {
  return CLI::Validator(
      [](const std::string& text) {
        return link::is_curve_key(text)
                   ? std::string()
                   : "'" + text +
                         "' is not a key of 64 hexadecimal digits, as the master prints it";
      },
      "");
}

}  // namespace

void add_options(CLI::App& app, SlaveOptions& options) {
  app.add_option("--master-host", options.master_host, "Host or address of the master")
      ->envname("ACRIDA_MASTER_NODE_HOST")
      ->capture_default_str();
  app.add_option("--master-port", options.master_port, "Port that the master listens on for slaves")
      ->envname("ACRIDA_MASTER_NODE_PORT")
      ->check(port_number())
      ->capture_default_str();
  auto* key = app.add_option("--master-key", options.master_key,
                             "The key that the master prints when its link is encrypted")
                  ->envname("ACRIDA_MASTER_KEY")
                  ->type_name("KEY")
                  ->check(master_key());
  app.add_option("--enrolment-token-file", options.enrolment_token_file,
                 "Where the token stands with which a new slave enrols, unless "
                 "ACRIDA_ENROLMENT_TOKEN has it")
      ->envname("ACRIDA_ENROLMENT_TOKEN_FILE")
      ->type_name("FILE");
  app.add_flag(
         "--insecure", options.insecure,
         "A plain link to a master on another machine, as Locust's, whose test is run all the "
         "same: on networks that you trust")
      ->envname("ACRIDA_INSECURE")
      ->excludes(key);
  app.add_option("-f,--locustfile,--test", options.test,
                 "The test, a .cpp or .so file; the master sends it otherwise")
      ->envname("ACRIDA_LOCUSTFILE");
  app.add_flag("--follow-master", options.follows_master)->group("");  // `acrida run` gives it
  app.add_option("--plugin-dir", options.plugin_dir,
                 "Take the test from this folder only, where it lies as .so with its files")
      ->envname("ACRIDA_PLUGIN_DIR")
      ->excludes("--test");
  add_byte_size(app, "--code-cache", options.code_cache_bytes,
                "Disk space for tests that masters have sent, e.g. 500M; default 2G")
      ->envname("ACRIDA_CODE_CACHE");
  app.add_option("--shards", options.shards, "Threads that run users; 0 = one for each core")
      ->envname("ACRIDA_SHARDS")
      ->check(whole_number(0, kMaxShards))
      ->capture_default_str();
  add_time_span(app, "--grace", options.grace,
                "Time for which users go on while the master does not answer; default 60s")
      ->envname("ACRIDA_GRACE");
  app.add_option("--machine-id", options.machine_id,
                 "What the master's cloud calls this machine; it tells the machine itself")
      ->envname("ACRIDA_MACHINE_ID")
      ->type_name("ID");
  add_time_span(app, "--leave-after", options.leave_after,
                "Leave when no master has said a word for so long; default never")
      ->envname("ACRIDA_LEAVE_AFTER");
  add_byte_size(app, "--runner-memory", options.runner_memory_bytes,
                "Memory that users may allocate, e.g. 512M, 2G; default 80 % of the machine's")
      ->envname("ACRIDA_RUNNER_MEMORY");
  app.add_option("--runner-user", options.runner_user,
                 "Whom the process that runs the test becomes, when the slave is root's")
      ->envname("ACRIDA_RUNNER_USER")
      ->type_name("USER");
}

}  // namespace acrida
