// program_cost: what a request costs another load generator.
#pragma once

#include <chrono>
#include <regex>
#include <string>
#include <vector>

#include "tests/bench/cpu_time.hpp"
#include "tests/support/process.hpp"

namespace acrida::tests {

/// CPU time in microseconds per request of a program that says how many it has made: the first
/// group of `pattern`. 0 when it fails.
inline double program_us(const std::vector<std::string>& command, const char* pattern) {
  const double before = cpu_time_us(RUSAGE_CHILDREN);
  Process program(command);
  if (program.wait(std::chrono::seconds(60)) != 0) return 0;
  const double used = cpu_time_us(RUSAGE_CHILDREN) - before;
  std::smatch found;
  const std::string said = program.out();
  if (!std::regex_search(said, found, std::regex(pattern))) return 0;
  return used / std::stod(found[1]);
}

}  // namespace acrida::tests
