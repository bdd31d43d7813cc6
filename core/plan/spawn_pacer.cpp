// SpawnPacer: how many users there should be at a time of a ramp.
#include "core/plan/spawn_pacer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace acrida {
namespace {

__extension__ using Wide = unsigned __int128;  // nanoseconds * nano-users

constexpr std::uint64_t kNano = 1'000'000'000;

std::uint64_t to_nano(double rate_per_s) {
  assert(rate_per_s > 0);
  if (!(rate_per_s > 0) || rate_per_s > static_cast<double>(kNano)) return 0;
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(rate_per_s * kNano)));
}

}  // namespace

SpawnPacer::SpawnPacer(std::uint64_t from, std::uint64_t to, double rate_per_s)
    : from_(from), to_(to), rate_nano_(to_nano(rate_per_s)) {
  const std::uint64_t distance = std::max(from_, to_) - std::min(from_, to_);
  const std::uint64_t per_step = kMaxStepsPerSecond * kNano;
  step_ = rate_nano_ == 0 ? distance : (rate_nano_ + per_step - 1) / per_step;
  step_ = std::max<std::uint64_t>(1, step_);
}

std::uint64_t SpawnPacer::users_at(std::chrono::nanoseconds elapsed) const {
  if (elapsed.count() < 0) return from_;
  if (rate_nano_ == 0) return to_;
  const std::uint64_t distance = std::max(from_, to_) - std::min(from_, to_);
  const Wide passed = Wide{static_cast<std::uint64_t>(elapsed.count())} * rate_nano_;
  const Wide steps = passed / (Wide{step_} * kNano * kNano) + 1;
  const auto moved = static_cast<std::uint64_t>(std::min<Wide>(steps * step_, distance));
  return from_ < to_ ? from_ + moved : from_ - moved;
}

}  // namespace acrida
