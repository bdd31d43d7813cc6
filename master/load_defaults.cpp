// Load defaults: how many users a run has when nobody says.
#include "master/load_defaults.hpp"

#include <algorithm>
#include <cmath>

namespace acrida {
namespace {

/// Answers within a second need no more; of more, people should know.
constexpr double kMostUsersForRate = 10'000;

bool is_chosen(const MasterOptions& options, const TestClass& one) {
  const auto& chosen = options.user_classes;
  return chosen.empty() || std::count(chosen.begin(), chosen.end(), one.plan.name) > 0;
}

}  // namespace

std::uint64_t users_of(const MasterOptions& options, const std::vector<TestClass>& classes) {
  if (options.users) return *options.users;
  if (options.rate_per_s > 0)
    return static_cast<std::uint64_t>(std::min(std::ceil(options.rate_per_s), kMostUsersForRate));
  std::uint64_t fixed = 0;
  for (const TestClass& one : classes)
    if (!one.executor.is_default() && is_chosen(options, one)) fixed += one.plan.fixed_count;
  return std::max<std::uint64_t>(fixed, 1);
}

double spawn_rate_of(const MasterOptions& options, const std::vector<TestClass>& classes) {
  if (options.spawn_rate) return *options.spawn_rate;
  const bool has_executors = std::any_of(classes.begin(), classes.end(), [](const TestClass& one) {
    return !one.executor.is_default();
  });
  if (options.rate_per_s <= 0 && !has_executors) return 1;
  return static_cast<double>(std::max<std::uint64_t>(users_of(options, classes), 1));
}

std::optional<ArrivalRate> rate_of(const MasterOptions& options) {
  if (options.rate_per_s <= 0) return std::nullopt;
  return ArrivalRate{options.rate_per_s, options.poisson};
}

}  // namespace acrida
