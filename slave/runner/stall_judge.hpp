// StallJudge: tells a shard that stands still from one that is only slow.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/base/clock.hpp"

namespace acrida {

/// What is seen of a shard at one moment; numbers only grow.
struct ShardSign {
  std::uint64_t answers = 0;        // of its loop
  std::uint64_t activity = 0;       // requests and tasks that have begun or ended
  std::chrono::nanoseconds cpu{0};  // consumed by its thread
  bool is_blocked = false;          // its thread waits in the kernel
};

/// A shard whose loop does not answer stands still, unless its users go on (then it is overloaded).
/// Time counts only as far as its thread had a chance to answer: when it was not given the processor
/// (an overloaded machine), or this process was stopped, it did not. Time is an argument.
///
///   StallJudge judge;
///   switch (judge.look(sign, now)) ...   // every kPeriod
class StallJudge {
 public:
  static constexpr std::chrono::milliseconds kPeriod{500};
  static constexpr std::chrono::seconds kStalled{3};
  static constexpr std::chrono::seconds kHopeless{10};

  enum class Verdict {
    fine,
    stalled,   // once for each stall
    hopeless,  // each time from then on
  };
  Verdict look(const ShardSign& sign, Instant now);

 private:
  ShardSign last_;
  Instant last_look_{};
  std::chrono::nanoseconds silent_{0};
  bool told_ = false;
};

}  // namespace acrida
