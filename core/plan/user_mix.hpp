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
class UserMix {
 public:
  /// Classes of weight 0 without a fixed count get no users.
  explicit UserMix(std::vector<UserClass> classes);
  /// `counts[i]` users of classes()[i] are there. Nothing when no class can take another user.
  std::optional<std::size_t> next(std::span<const std::uint64_t> counts) const;
  const std::vector<UserClass>& classes() const { return classes_; }

 private:
  std::vector<UserClass> classes_;
};

}  // namespace acrida
