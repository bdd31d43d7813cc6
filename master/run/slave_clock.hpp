// SlaveClock: how the clock of a slave differs from the master's.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/clock.hpp"
#include "core/wire/message.hpp"

namespace acrida {

/// Estimated from the heartbeats as NTP does (RFC 5905, section 8): a heartbeat tells when it was
/// sent and how long before that the master's last answer came. Of the last samples the one with the
/// shortest round trip is taken, as it was delayed least. The master's side is its monotonic clock.
/// Pure; one owner.
class SlaveClock {
 public:
  static constexpr std::size_t kSamples = 8;

  /// An answer to a heartbeat goes out.
  void on_reply(WallTime label, Now now);
  void on_beat(const wire::Beat& beat, Now now);
  /// What its wall clock shows at that moment; nothing while it is not known.
  std::optional<WallTime> wall_at(Instant moment) const;
  std::optional<std::chrono::nanoseconds> round_trip() const;

 private:
  struct Sample {
    std::chrono::nanoseconds round_trip{0};
    Instant sent_at{};  // by the master's clock
    WallTime wall{};    // by the slave's
  };

  const Sample* best() const;

  WallTime reply_label_{};
  Instant reply_at_{};
  std::array<Sample, kSamples> samples_;
  std::size_t count_ = 0;
};

}  // namespace acrida
