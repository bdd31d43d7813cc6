// HealthSum: what several runners of a slave say of its health, as one.
#pragma once

#include <optional>

#include "core/stats/generator_health.hpp"
#include "core/wire/message.hpp"

namespace acrida {

/// The master judges a slave by one health a second. While a swap of the test goes on there are
/// several runners: what the others have measured is kept here and goes with the next report of the
/// current one. Pure; one owner.
class HealthSum {
 public:
  /// Takes health and lateness out of the report of another runner.
  void take_from(wire::StatsReport& report);
  /// Of the current one; without a health of its own it gets nothing.
  void complete(wire::StatsReport& report);
  void clear() { *this = HealthSum(); }

 private:
  std::optional<GeneratorHealth> health_;
  SparseHistogram lateness_;
};

/// Two processes on one machine over the same time: what they used adds up, what is of the machine
/// or limited for each of them is the worse of the two.
void merge(GeneratorHealth& into, const GeneratorHealth& other);

}  // namespace acrida
