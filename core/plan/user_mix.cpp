// UserMix: in which order the classes get their users.
#include "core/plan/user_mix.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>
#include <tuple>
#include <utility>

namespace acrida {
namespace {

/// A mix that repeats itself only after more users is not tried out.
constexpr double kMaxPeriodUsers = 10'000;
constexpr int kTrialPeriods = 3;
/// Shares are quotients of doubles: what is equal within this is taken as equal.
constexpr double kTolerance = 1e-9;

using Key = std::tuple<double, double, double, std::string_view>;

/// Smaller comes first. The rule's log2 is a log1p here: the order is the same, but it stays exact
/// for large counts.
Key divergence_key(const UserClass& candidate, double weight, std::uint64_t count) {
  const double after = weight + static_cast<double>(count) + 1;
  return {weight * std::log1p(-1 / after), after, weight, candidate.name};
}

}  // namespace

UserMix::UserMix(std::vector<UserClass> classes) : classes_(std::move(classes)) {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const UserClass& c = classes_[i];
    if (c.fixed_count > 0 || !std::isfinite(c.weight) || c.weight <= 0) continue;
    weighted_.push_back(i);
    weight_sum_ += c.weight;
  }
  by_divergence_ = divergence_keeps_shares();
}

std::optional<std::size_t> UserMix::next(std::span<const std::uint64_t> counts) const {
  assert(counts.size() == classes_.size());
  if (const auto fixed = next_fixed(counts)) return fixed;
  if (weighted_.size() < 2 || by_divergence_) return next_by_divergence(counts);
  return next_by_deadline(counts);
}

std::optional<std::size_t> UserMix::next_fixed(std::span<const std::uint64_t> counts) const {
  std::optional<std::size_t> best;
  Key best_key;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const std::uint64_t fixed = classes_[i].fixed_count;
    if (counts[i] >= fixed) continue;
    const Key key = divergence_key(classes_[i], static_cast<double>(fixed), counts[i]);
    if (best && !(key < best_key)) continue;
    best = i;
    best_key = key;
  }
  return best;
}

std::optional<std::size_t> UserMix::next_by_divergence(
    std::span<const std::uint64_t> counts) const {
  std::optional<std::size_t> best;
  Key best_key;
  for (const std::size_t i : weighted_) {
    const Key key = divergence_key(classes_[i], classes_[i].weight, counts[i]);
    if (best && !(key < best_key)) continue;
    best = i;
    best_key = key;
  }
  return best;
}

/// Of the classes that may have another user without getting too far ahead of their share, the one
/// that falls too far behind first.
std::size_t UserMix::next_by_deadline(std::span<const std::uint64_t> counts) const {
  const double slack = 1.0 / static_cast<double>(2 * weighted_.size() - 2);
  double users = 0;
  for (const std::size_t i : weighted_) users += static_cast<double>(counts[i]);
  std::optional<std::size_t> best;
  double best_deadline = 0;
  std::size_t most_behind = weighted_.front();
  double most = -INFINITY;
  for (const std::size_t i : weighted_) {
    const double share = classes_[i].weight / weight_sum_;
    const double behind = (users + 1) * share - static_cast<double>(counts[i]);
    if (behind > most + kTolerance) std::tie(most, most_behind) = std::pair(behind, i);
    if (behind < slack - kTolerance) continue;
    const double deadline = (static_cast<double>(counts[i]) + 1 - slack) / share;
    if (best && deadline >= best_deadline - kTolerance) continue;
    best = i;
    best_deadline = deadline;
  }
  return best.value_or(most_behind);  // counts that are not of this rule may have no candidate
}

/// Tries the mix out: what holds for some whole periods holds for all.
bool UserMix::divergence_keeps_shares() const {
  if (weighted_.size() < 2) return true;
  const double trial_users = kTrialPeriods * period_users();
  if (!(trial_users <= kTrialPeriods * kMaxPeriodUsers)) return false;
  std::vector<std::uint64_t> counts(classes_.size());
  for (double users = 1; users <= trial_users; ++users) {
    ++counts[*next_by_divergence(counts)];
    for (const std::size_t i : weighted_) {
      const double ideal = users * classes_[i].weight / weight_sum_;
      if (std::abs(static_cast<double>(counts[i]) - ideal) > 1 + kTolerance) return false;
    }
  }
  return true;
}

/// The smallest number of users that the weights divide into whole numbers; infinity if that is
/// more than kMaxPeriodUsers.
double UserMix::period_users() const {
  double lightest = INFINITY;
  for (const std::size_t i : weighted_) lightest = std::min(lightest, classes_[i].weight);
  for (double of_lightest = 1; of_lightest * weight_sum_ / lightest <= kMaxPeriodUsers;
       ++of_lightest) {
    const bool whole = std::all_of(weighted_.begin(), weighted_.end(), [&](std::size_t i) {
      const double users = of_lightest * classes_[i].weight / lightest;
      return std::abs(users - std::round(users)) < 1e-6;
    });
    if (whole) return std::round(of_lightest * weight_sum_ / lightest);
  }
  return INFINITY;
}

}  // namespace acrida
