// RunScenarios: the scenarios of one run, divided among its slaves.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/plan/scenario_plan.hpp"
#include "core/plan/test_class.hpp"
#include "core/stats/scenario_delta.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Each slave that has users of a class has one of as many parts of its scenario. When slaves come
/// or go, the parts change for all of them at one moment in the near future, so that no arrival is
/// carried out twice; what a lost slave should have done until then is missing. Iterations that users
/// share are divided once, at the start: those of a lost slave are missing, too. One owner.
class RunScenarios {
 public:
  /// From the last user of the ramp to the start: all users are ready by then.
  static constexpr std::chrono::seconds kLead{1};
  /// From a change of the parts to when they hold: every slave has heard of it by then, and one that
  /// has joined has started its users.
  static constexpr std::chrono::milliseconds kChangeLead{1000};

  RunScenarios() = default;
  /// The classes' own executors; the rate is divided by weight among those that have none.
  RunScenarios(const std::vector<TestClass>& classes, const std::optional<ArrivalRate>& rate);

  bool empty() const { return scenarios_.empty(); }
  /// Sets the moment when the scenarios begin.
  void start(Now now);
  /// Of each class with a scenario the slaves that have a part, in the order of the parts.
  using Division = std::map<std::string, std::vector<std::string>>;
  Division division() const;
  std::chrono::nanoseconds since() const { return since_; }
  /// They were divided like this, and begun at that time, by a master that is gone.
  void resume(const Division& division, std::chrono::nanoseconds since,
              std::optional<WallTime> started_at, Now now);
  const std::optional<Now>& started() const { return start_; }
  /// Takes the users that are planned for each slave. Whatever is sent to a slave is out of date when
  /// generation() has changed.
  void divide(const std::map<std::string, UserCounts>& users_of_slaves, Now now);
  std::uint64_t generation() const { return generation_; }
  std::vector<ScenarioPlan> plans_of(const std::string& slave) const;

  void merge(const std::vector<ScenarioDelta>& deltas);
  /// Each of these classes ends by itself, and the scenarios have begun.
  bool will_end(const std::vector<std::string>& classes, Now now) const;
  void describe(RunView& view, Now now) const;

 private:
  struct Scenario {
    std::string user_class;
    ExecutorSpec executor;
    std::vector<std::string> slaves;  // that have users of it, sorted
    ScenarioDelta counts;
  };

  std::vector<Scenario> scenarios_;
  std::optional<Now> start_;
  std::chrono::nanoseconds since_{0};
  std::uint64_t generation_ = 0;
};

}  // namespace acrida
