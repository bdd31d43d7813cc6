// SlaveClock: how the clock of a slave differs from the master's.
#include "master/run/slave_clock.hpp"

#include <algorithm>

namespace acrida {

void SlaveClock::on_reply(WallTime label, Now now) {
  reply_label_ = label;
  reply_at_ = now.mono;
}

void SlaveClock::on_beat(const wire::Beat& beat, Now now) {
  if (beat.answered == WallTime() || beat.answered != reply_label_) return;
  const auto round_trip = now.mono - reply_at_ - beat.held;
  if (round_trip < std::chrono::nanoseconds(0)) return;
  samples_[count_++ % kSamples] = {round_trip, now.mono - round_trip / 2, beat.sent_at};
}

const SlaveClock::Sample* SlaveClock::best() const {
  const auto end = samples_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, kSamples));
  const auto found = std::min_element(samples_.begin(), end, [](const auto& a, const auto& b) {
    return a.round_trip < b.round_trip;
  });
  return found == end ? nullptr : &*found;
}

std::optional<WallTime> SlaveClock::wall_at(Instant moment) const {
  const Sample* sample = best();
  if (sample == nullptr) return std::nullopt;
  return sample->wall + std::chrono::duration_cast<WallTime::duration>(moment - sample->sent_at);
}

std::optional<std::chrono::nanoseconds> SlaveClock::round_trip() const {
  const Sample* sample = best();
  return sample == nullptr ? std::nullopt : std::optional(sample->round_trip);
}

}  // namespace acrida
