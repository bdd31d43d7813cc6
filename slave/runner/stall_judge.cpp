// StallJudge: adds up the time in which the shard could have answered.
#include "slave/runner/stall_judge.hpp"

#include <algorithm>

namespace acrida {
namespace {

/// With a tenth of a processor a shard that turns would have done something in half a second.
constexpr int kShare = 10;

}  // namespace

StallJudge::Verdict StallJudge::look(const ShardSign& sign, Instant now) {
  const ShardSign before = last_;
  const bool first = last_look_ == Instant{};
  // Later than it should be: this process, too, did not run.
  const std::chrono::nanoseconds elapsed =
      std::min<std::chrono::nanoseconds>(now - last_look_, 2 * kPeriod);
  last_ = sign;
  last_look_ = now;
  if (first || sign.answers != before.answers || sign.activity != before.activity) {
    silent_ = {};
    told_ = false;
    return Verdict::fine;
  }
  silent_ += sign.is_blocked ? elapsed : std::min(elapsed, kShare * (sign.cpu - before.cpu));
  if (silent_ >= kHopeless) return Verdict::hopeless;
  if (silent_ < kStalled || told_) return Verdict::fine;
  told_ = true;
  return Verdict::stalled;
}

}  // namespace acrida
