// AttemptLimit: how often something that fails may be tried again.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "core/base/clock.hpp"

namespace acrida {

/// For each key `burst` attempts at once, then one each `pause`. Bounded: of more than kMaxKeys the
/// one that has failed least is forgotten. One thread; the time is an argument.
class AttemptLimit final {
 public:
  static constexpr std::size_t kMaxKeys = 10'000;

  AttemptLimit(unsigned burst, std::chrono::seconds pause) : burst_(burst), pause_(pause) {}

  /// False when it may not be tried now.
  bool take(const std::string& key, Instant now);
  /// It did not fail.
  void give_back(const std::string& key);
  std::size_t size() const { return full_at_.size(); }

 private:
  unsigned burst_;
  std::chrono::seconds pause_;
  std::map<std::string, Instant> full_at_;  // when all its attempts are there again
};

}  // namespace acrida
