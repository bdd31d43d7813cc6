// Thinning: which users leave when their order of start is not known.
#include "core/plan/thinning.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

namespace acrida {

Thinning::Thinning(std::vector<Counts> running, Counts target)
    : running_(std::move(running)),
      target_(std::move(target)),
      totals_(running_.size()),
      per_class_(target_.size()),
      candidates_(target_.size()),
      in_round_(running_.size()) {
  for (std::size_t s = 0; s < running_.size(); ++s) {
    for (std::size_t c = 0; c < target_.size(); ++c) {
      totals_[s] += running_[s][c];
      per_class_[c] += running_[s][c];
    }
  }
}

std::pair<std::size_t, std::size_t> Thinning::next() {
  if (left_in_round_ == 0) start_round();
  const std::size_t c = pick_class();
  const std::size_t s = candidates_[c].back();
  in_round_[s] = false;
  --left_in_round_;
  --running_[s][c];
  --totals_[s];
  --per_class_[c];
  return {s, c};
}

/// A round takes one user of each of the fullest slaves.
void Thinning::start_round() {
  const std::uint64_t fullest = *std::max_element(totals_.begin(), totals_.end());
  assert(fullest > 0);
  for (Candidates& candidates : candidates_) candidates.clear();
  for (std::size_t s = 0; s < totals_.size(); ++s) {
    if (totals_[s] != fullest) continue;
    in_round_[s] = true;
    ++left_in_round_;
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      if (running_[s][c] > 0) candidates_[c].push_back(s);
    }
  }
  for (std::size_t c = 0; c < candidates_.size(); ++c) {
    std::stable_sort(candidates_[c].begin(), candidates_[c].end(),
                     [&](std::size_t a, std::size_t b) { return running_[a][c] < running_[b][c]; });
  }
}

std::size_t Thinning::pick_class() {
  const auto above = [this](std::size_t c) {
    return static_cast<std::int64_t>(per_class_[c]) - static_cast<std::int64_t>(target_[c]);
  };
  std::optional<std::size_t> best;
  for (std::size_t c = 0; c < candidates_.size(); ++c) {
    Candidates& candidates = candidates_[c];
    while (!candidates.empty() && !in_round_[candidates.back()]) candidates.pop_back();
    if (!candidates.empty() && (!best || above(c) > above(*best))) best = c;
  }
  assert(best);
  return *best;
}

}  // namespace acrida
