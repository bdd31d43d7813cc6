// Thinning: which users leave when their order of start is not known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace acrida {

/// Takes users one by one from the fullest slaves, so that users per slave stay within one, and
/// among them of the class that is furthest above its target, from the slave that has most of it.
class Thinning {
 public:
  using Counts = std::vector<std::uint64_t>;  // per class

  Thinning(std::vector<Counts> running, Counts target);
  /// The slave and class of the next user to leave. There must be one.
  std::pair<std::size_t, std::size_t> next();

 private:
  /// The slaves of the current round that have users of one class, the fewest first.
  using Candidates = std::vector<std::size_t>;

  void start_round();
  std::size_t pick_class();

  std::vector<Counts> running_;
  Counts target_;
  Counts totals_;     // per slave
  Counts per_class_;  // over all slaves
  std::vector<Candidates> candidates_;
  std::vector<bool> in_round_;  // per slave: still to lose a user in this round
  std::size_t left_in_round_ = 0;
};

}  // namespace acrida
