// RunSettings: what a RunMachine must know before the first message.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/plan/test_class.hpp"
#include "master/run/run_feeder.hpp"
#include "master/threshold/threshold.hpp"

namespace acrida {

struct RunSettings {
  std::string version;    // of this master
  std::string test_path;  // absolute
  std::string test_name;  // as it was asked for: tests/shop.cpp
  std::string test_hash;
  std::vector<TestClass> classes;
  std::vector<RunFeeder> feeders;  // all of the test, in their order
  /// Values of the test's arguments, by field name, and `tags` and `exclude_tags`, lists with commas.
  /// Secrets are among them: never logged or shown.
  std::map<std::string, std::string> options;
  std::vector<std::string> required_options;
  std::set<std::string> secret_options;  // their names: the values are in no journal
  /// Taken when a start command does not say otherwise.
  std::optional<std::string> host;
  std::chrono::seconds stop_timeout{5};
  /// A slave without heartbeat for so long is missing.
  std::chrono::nanoseconds slave_timeout = std::chrono::seconds(3);
  /// A run with more crashes of runners, on all slaves together, fails.
  std::uint64_t max_crashes = 10;
  /// Zero the statistics when the first ramp is done.
  bool reset_stats = false;
  std::vector<Threshold> thresholds;          // of the test's code: they judge every run
  std::vector<Threshold> further_thresholds;  // taken when a start command names none
  /// What is received is kept by the shell: a report counts as kept when it says so.
  bool is_journaled = false;
  /// The test's hooks want to know what happens: TellDirector.
  bool has_hooks = false;
  /// Slaves may be anybody: told in every view.
  bool insecure_link = false;
};

}  // namespace acrida
