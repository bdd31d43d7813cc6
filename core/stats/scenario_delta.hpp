// ScenarioDelta: what happened in a scenario since the previous report.
#pragma once

#include <cstdint>
#include <string>

namespace acrida {

/// A scenario is a class of users with an executor; an iteration is one task of it.
struct ScenarioDelta {
  std::string user_class;
  std::uint64_t begun = 0;
  std::uint64_t completed = 0;
  /// Arrivals that found no user free: their task was never begun.
  std::uint64_t dropped = 0;
  bool operator==(const ScenarioDelta&) const = default;

  bool empty() const { return begun == 0 && completed == 0 && dropped == 0; }
  void merge(const ScenarioDelta& other) {
    begun += other.begun;
    completed += other.completed;
    dropped += other.dropped;
  }
};

}  // namespace acrida
