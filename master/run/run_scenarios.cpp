// RunScenarios: the scenarios of one run, divided among its slaves.
#include "master/run/run_scenarios.hpp"

#include <algorithm>
#include <cmath>

#include "core/plan/arrival_curve.hpp"
#include "core/plan/executor_text.hpp"

namespace acrida {
namespace {

ExecutorSpec arrivals(const ArrivalRate& rate, double share) {
  ExecutorSpec spec;
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = rate.per_s * share;
  spec.poisson = rate.poisson;
  return spec;
}

/// Iterations that should have begun until then; nothing when that depends on the answers.
std::optional<std::uint64_t> planned(const ExecutorSpec& executor, std::chrono::nanoseconds time) {
  if (executor.kind == ExecutorSpec::Kind::shared_iterations) return executor.iterations;
  if (executor.kind != ExecutorSpec::Kind::arrivals) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(std::floor(
      ArrivalCurve(executor).count_at(std::max(time, std::chrono::nanoseconds(0))) + 1e-6)));
}

}  // namespace

RunScenarios::RunScenarios(const std::vector<TestClass>& classes,
                           const std::optional<ArrivalRate>& rate) {
  double weights = 0;
  for (const TestClass& one : classes)
    if (one.executor.is_default()) weights += one.plan.weight;
  for (const TestClass& one : classes) {
    Scenario scenario{one.plan.name, one.executor, {}, {}};
    scenario.counts.user_class = one.plan.name;
    if (one.executor.is_default()) {
      if (!rate || weights <= 0) continue;
      scenario.executor = arrivals(*rate, one.plan.weight / weights);
      if (scenario.executor.arrivals_per_s <= 0) continue;
    }
    scenarios_.push_back(std::move(scenario));
  }
}

void RunScenarios::start(Now now) {
  start_ = Now{now.mono + kLead, now.wall + kLead};
  ++generation_;
}

RunScenarios::Division RunScenarios::division() const {
  Division division;
  for (const Scenario& scenario : scenarios_) division[scenario.user_class] = scenario.slaves;
  return division;
}

void RunScenarios::resume(const Division& division, std::chrono::nanoseconds since,
                          std::optional<WallTime> started_at, Now now) {
  for (Scenario& scenario : scenarios_) {
    const auto found = division.find(scenario.user_class);
    if (found != division.end()) scenario.slaves = found->second;
  }
  since_ = since;
  if (started_at) start_ = Now{now.mono - (now.wall - *started_at), *started_at};
}

void RunScenarios::divide(const std::map<std::string, UserCounts>& users_of_slaves, Now now) {
  bool changed = false;
  for (Scenario& scenario : scenarios_) {
    if (start_ && scenario.executor.kind == ExecutorSpec::Kind::shared_iterations) continue;
    std::vector<std::string> slaves;
    for (const auto& [id, users] : users_of_slaves) {
      const auto found = users.find(scenario.user_class);
      if (found != users.end() && found->second > 0) slaves.push_back(id);
    }
    if (slaves == scenario.slaves) continue;
    scenario.slaves = std::move(slaves);
    changed = true;
  }
  if (!changed) return;
  ++generation_;
  if (start_) since_ = std::max(std::chrono::nanoseconds(0), now.mono + kChangeLead - start_->mono);
}

std::vector<ScenarioPlan> RunScenarios::plans_of(const std::string& slave) const {
  std::vector<ScenarioPlan> plans;
  for (const Scenario& scenario : scenarios_) {
    const auto found = std::lower_bound(scenario.slaves.begin(), scenario.slaves.end(), slave);
    ScenarioShare share{0, 0};
    if (found != scenario.slaves.end() && *found == slave)
      share = {static_cast<std::uint64_t>(found - scenario.slaves.begin()), scenario.slaves.size()};
    plans.push_back({scenario.user_class, scenario.executor, share, since_});
  }
  return plans;
}

void RunScenarios::merge(const std::vector<ScenarioDelta>& deltas) {
  for (const ScenarioDelta& delta : deltas) {
    for (Scenario& scenario : scenarios_)
      if (scenario.user_class == delta.user_class) scenario.counts.merge(delta);
  }
}

bool RunScenarios::will_end(const std::vector<std::string>& classes, Now now) const {
  if (!start_ || now.mono <= start_->mono) return false;
  return std::all_of(classes.begin(), classes.end(), [this](const std::string& name) {
    return std::any_of(scenarios_.begin(), scenarios_.end(), [&](const Scenario& scenario) {
      return scenario.user_class == name && scenario.executor.ends();
    });
  });
}

void RunScenarios::describe(RunView& view, Now now) const {
  for (const Scenario& scenario : scenarios_) {
    ScenarioView shown;
    shown.user_class = scenario.user_class;
    shown.executor = executor_text(scenario.executor);
    shown.counts = scenario.counts;
    if (start_) shown.planned = planned(scenario.executor, now.mono - start_->mono);
    view.scenarios.push_back(std::move(shown));
  }
}

}  // namespace acrida
