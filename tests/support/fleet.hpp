// Fleet: a master and its slaves as real processes, and what the master counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// The executable under test, of the same build.
std::string acrida_executable();
/// "tests/integration/users/<name>.cpp" and the like, from the top of the tree.
std::string source_path(const std::string& path);
/// Keeps compiled tests in the build directory, not in the home of who runs the tests.
std::vector<std::string> test_environment();

/// One row of --json, or their sum.
struct ResultRow {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  std::uint64_t body_bytes = 0;
  std::map<std::string, double> percentiles_ms;  // by "0.5", "0.99", ...
};

struct FleetSettings {
  std::string test;  // source_path(...)
  std::string host;  // of the target
  int slaves = 2;
  std::vector<std::string> arguments;  // of the master: -u, -r, -t, ...
  std::vector<std::string> slave_arguments = {};
  std::optional<std::uint16_t> web_port = {};  // with the web API, and no end
  std::vector<std::string> slave_prefix = {};  // a command that runs the slave: taskset, prlimit
  bool slaves_have_test = true;                // false: the master sends it
};

/// Starts the master with --headless (or its web API) and a results file, and its slaves; all are killed at the end.
///
///   Fleet fleet({.test = source_path("examples/shop/shop.cpp"), .host = nginx.url(),
///                .arguments = {"-u", "10", "-r", "10", "-t", "3s"}});
///   EXPECT_EQ(fleet.wait(), 0);
///   EXPECT_EQ(fleet.results().at("GET /items").failures, 0);
class Fleet final {
 public:
  explicit Fleet(FleetSettings settings);

  /// The master's exit code, or nothing when it does not end in time; the slaves end with it.
  std::optional<int> wait(std::chrono::seconds timeout = std::chrono::seconds(90));
  /// By "METHOD name"; after wait().
  std::map<std::string, ResultRow> results() const;

  Process& master() { return *master_; }
  /// Starts another one with the same command line in the place of one that has ended.
  void restart_master();
  Process& slave(std::size_t index) { return *slaves_.at(index); }
  void add_slave();
  /// Where the processes run and write their files.
  const TempDir& directory() const { return directory_; }
  /// Everything that the processes printed, also masters that were restarted, for the message of a
  /// failed check.
  std::string output() const;

 private:
  void start_master();

  FleetSettings settings_;
  TempDir directory_;
  std::string port_;
  std::vector<std::string> master_command_;
  std::string former_output_;  // of masters
  std::unique_ptr<Process> master_;
  std::vector<std::unique_ptr<Process>> slaves_;
};

}  // namespace acrida::tests
