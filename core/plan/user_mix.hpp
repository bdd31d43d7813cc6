// UserMix: in which order the classes get their users.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/plan/user_class.hpp"

namespace acrida {

/// Chooses the class of the next user so that the mix is close to the weights after every single
/// user: fixed counts first, then greedy by Kullback-Leibler divergence (Locust 2.46's rule: the
/// class with the smallest w*log2((w+k)/(w+k+1)), k users of it already there; ties: smaller
/// k+w+1, then weight, then name). 5:1 gives AABAAAAAB... Pure: the state is the caller's counts.
///
/// For mixes of one heavy and several light classes that rule lets the light ones come all at
/// once, up to several users off their shares. Where it would leave the shares by more than one
/// user, the earliest-deadline rule of R. Tijdeman ("The chairman assignment problem", 1980) is
/// used in its place: it never does, for any weights.
class UserMix {
 public:
  /// Weights that are not positive finite numbers count as 0. Classes of weight 0 without a fixed
  /// count get no users.
  explicit UserMix(std::vector<UserClass> classes);
  /// `counts[i]` users of classes()[i] are there. Nothing when no class can take another user.
  std::optional<std::size_t> next(std::span<const std::uint64_t> counts) const;
  const std::vector<UserClass>& classes() const { return classes_; }

 private:
  std::optional<std::size_t> next_fixed(std::span<const std::uint64_t> counts) const;
  std::optional<std::size_t> next_by_divergence(std::span<const std::uint64_t> counts) const;
  std::size_t next_by_deadline(std::span<const std::uint64_t> counts) const;
  bool divergence_keeps_shares() const;
  double period_users() const;

  std::vector<UserClass> classes_;
  std::vector<std::size_t> weighted_;  // classes that share the users that are not fixed
  double weight_sum_ = 0;
  bool by_divergence_ = true;
};

}  // namespace acrida
