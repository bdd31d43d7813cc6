// MasterOptions: the options of `acrida master` and `acrida run`.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cloud/options.hpp"
#include "master/threshold/threshold.hpp"

namespace CLI {
class App;
}

namespace acrida {

/// Named and spelt as in Locust where Locust has them.
struct MasterOptions {
  /// Of --fail-on-invalid.
  static constexpr int kInvalidExitCode = 3;
  /// A threshold was not kept.
  static constexpr int kThresholdExitCode = 99;

  // Test
  std::string test;
  std::string positional_test;  // `run` only: `run TEST` is short for `run -f TEST`
  std::vector<std::string> user_classes;
  std::string host;
  std::vector<std::string> tags;
  std::vector<std::string> exclude_tags;
  bool equal_weights = false;
  bool list = false;
  /// Of the test's own arguments; secrets are among them.
  std::map<std::string, std::string> test_values;
  // Load
  std::optional<std::uint64_t> users;  // nothing: see load_defaults.hpp
  std::optional<double> spawn_rate;
  double rate_per_s = 0;  // of arrivals; 0 = closed model
  bool poisson = false;
  std::string shape;                 // of the plugin or ready-made, see shape/shape_spec.hpp
  std::string stages;                // a ready-made shape of its own
  std::chrono::seconds run_time{0};  // 0 = until it is stopped
  /// Locust's default is 0, which cuts requests off; here those in flight may finish.
  std::chrono::seconds stop_timeout{5};
  bool reset_stats = false;
  std::uint64_t max_crashes = 10;
  bool headless = false;
  bool autostart = false;
  std::chrono::seconds autoquit{-1};  // -1 = stay
  std::vector<Threshold> judged_by;   // --threshold, beside those of the test
  // Web
  std::string web_host = "127.0.0.1";
  std::uint16_t web_port = 8089;
  bool web_insecure = false;  // beyond the loopback address without users
  std::vector<std::string> web_allow_hosts;
  std::string tls_cert;
  std::string tls_key;
  std::string web_dir;  // the page's files from there instead of the built-in ones
  // Slaves
  std::string bind_host = "127.0.0.1";
  std::uint16_t bind_port = 5557;
  std::string advertise_host;  // "" = as slaves reach bind_host
  bool secure = false;         // encrypted on the loopback address too
  bool insecure = false;       // plain beyond it
  std::size_t expect_slaves = 1;
  std::chrono::seconds expect_max_wait{0};  // 0 = for ever
  std::chrono::seconds slave_timeout{3};
  std::size_t processes = 0;  // local slaves that this process starts; `run` only
  std::optional<std::uint64_t> runner_memory_bytes;  // of each; `run` only
  // Machines; `master` only
  CloudOptions cloud;
  std::size_t spawn = 0;
  bool autoscale = false;
  std::size_t max_machines = 8;
  double max_cost_per_hour = 0;         // 0 = any
  std::chrono::seconds idle_stop{600};  // 0 = never
  std::chrono::seconds machine_lifetime{86'400};
  // Results
  bool print_stats = false;
  bool only_summary = false;
  std::string csv_prefix;
  bool csv_full_history = false;
  std::string html_file;
  std::string junit_file;
  std::vector<std::string> thresholds;  // further ones than the test's
  std::string otlp_endpoint;
  bool json = false;
  std::string json_file;
  int exit_code_on_error = 1;
  bool fail_on_invalid = false;
  std::string data_dir;
  std::size_t keep_runs = 1'000;
  std::optional<std::uint64_t> keep_bytes = std::uint64_t{20} << 30;

  /// What slaves on other machines call this master.
  std::string slave_host() const;
  /// Nobody beyond this machine reaches it.
  bool is_link_local() const;
  bool is_link_encrypted() const;
  /// Whoever reaches the port can be a slave, and read and change what slaves say.
  bool is_link_insecure() const;
};

/// Adds the options of both commands. `options` outlives the parsing. [load-time]
void declare_options(CLI::App& app, MasterOptions& options);
/// And those that only one has.
void declare_master_options(CLI::App& app, MasterOptions& options);
void declare_run_options(CLI::App& app, MasterOptions& options);

}  // namespace acrida
