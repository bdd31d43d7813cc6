// ArrivalSequence: steps along the curve.
#include "core/plan/arrival_sequence.hpp"

#include <algorithm>
#include <cmath>

namespace acrida {

ArrivalSequence::ArrivalSequence(const ScenarioPlan& plan, std::mt19937_64& random)
    : curve_(plan.executor),
      poisson_(plan.executor.poisson),
      parts_(static_cast<double>(plan.share.parts)),
      position_(curve_.count_at(plan.since)) {
  if (plan.share.parts == 0) {
    position_ = curve_.total();
    return;
  }
  if (poisson_) {
    position_ += step(random);
    return;
  }
  // The first of this part's numbers that is not below; what rounding adds is not another arrival.
  constexpr double kRounding = 1e-6;
  const auto part = static_cast<double>(plan.share.part);
  position_ = part + parts_ * std::max(std::ceil((position_ - kRounding - part) / parts_), 0.0);
}

std::optional<std::chrono::nanoseconds> ArrivalSequence::next(std::mt19937_64& random) {
  const auto due = curve_.time_of(position_);
  position_ += step(random);
  return due;
}

double ArrivalSequence::step(std::mt19937_64& random) const {
  return poisson_ ? parts_ * std::exponential_distribution<double>(1)(random) : parts_;
}

}  // namespace acrida
