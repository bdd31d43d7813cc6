// TestOverview: what the page must know of the test and of the master before any run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <acrida/argument_spec.hpp>

#include "core/plan/test_class.hpp"

namespace acrida {

/// Until the test is another version.
struct TestOverview {
  std::string version;  // of this master
  std::string source;   // as the master was told: tests/shop.cpp
  std::string path;     // of the library, absolute
  std::string hash;
  std::vector<TestClass> classes;
  std::vector<std::string> shapes;
  std::vector<ArgumentSpec> arguments;
  // What a start is filled in with.
  std::uint64_t users = 1;
  double spawn_rate = 1;
  std::string host;
  std::int64_t run_time_s = 0;  // 0 = until it is stopped
  std::int64_t stop_timeout_s = 5;
  std::string default_shape;  // "" = none
  std::vector<std::string> tags;
  std::vector<std::string> exclude_tags;
  std::vector<std::string> further_thresholds;  // of the command line
  std::vector<std::string> thresholds;          // of the test's code: they judge every run
  bool is_local = false;                        // its slaves are its child processes
  bool insecure_link = false;
  std::vector<std::string> features;
};

/// GET /api/v1/overview
std::string overview_document(const TestOverview& test);

}  // namespace acrida
