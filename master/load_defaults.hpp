// Load defaults: how many users a run has when nobody says.
#pragma once

#include <optional>

#include "core/plan/test_class.hpp"
#include "master/options.hpp"
#include "master/run/run_command.hpp"

namespace acrida {

/// -u; else with --rate as many as tasks begin in a second, at most 10,000; else the fixed counts
/// of the classes with an executor; else 1.
std::uint64_t users_of(const MasterOptions& options, const std::vector<TestClass>& classes);
/// -r; else all in one second when there are arrivals or other executors; else 1.
double spawn_rate_of(const MasterOptions& options, const std::vector<TestClass>& classes);
std::optional<ArrivalRate> rate_of(const MasterOptions& options);

}  // namespace acrida
