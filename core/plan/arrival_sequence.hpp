// ArrivalSequence: the times of the arrivals that one part of a scenario has to carry out.
#pragma once

#include <chrono>
#include <optional>
#include <random>

#include "core/plan/arrival_curve.hpp"
#include "core/plan/scenario_plan.hpp"

namespace acrida {

/// Even arrivals: the k-th of the whole scenario is due when the curve reaches k, and a part has
/// each `parts`-th of them, so that the arrivals of all parts together are exactly those of the curve.
/// Poisson arrivals: the curve at the times of a part grows by exponentially distributed steps of
/// the mean `parts` (a Poisson process by its change of time; Çınlar, Introduction to Stochastic
/// Processes, 1975, chapter 4.7), and the parts together are a Poisson process of the curve's rate.
/// One owner.
///
///   ArrivalSequence sequence(plan, random);
///   while (const auto due = sequence.next(random)) ...
class ArrivalSequence {
 public:
  /// Of what is due at plan.since or later; of nothing when the plan has no part.
  ArrivalSequence(const ScenarioPlan& plan, std::mt19937_64& random);

  /// The time of the next arrival, never before that of the last; nothing when there is none any
  /// more. Times count from the start of the scenarios.
  std::optional<std::chrono::nanoseconds> next(std::mt19937_64& random);

  const ArrivalCurve& curve() const { return curve_; }

 private:
  double step(std::mt19937_64& random) const;

  ArrivalCurve curve_;
  bool poisson_;
  double parts_;
  double position_;  // of the next arrival, on the curve
};

}  // namespace acrida
