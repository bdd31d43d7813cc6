// MasterWatch: whether the master answers the heartbeats.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/base/clock.hpp"
#include "core/wire/message.hpp"

namespace acrida {

/// Numbers the heartbeats and notes the answers. A master that has never answered is not missed: a
/// Locust master before 2.19 never does. Pure; one owner.
class MasterWatch {
 public:
  static constexpr std::chrono::seconds kSilence{3};

  /// What the silence has come to at this moment.
  enum class News { none, silent, given_up };

  explicit MasterWatch(std::chrono::nanoseconds grace) : grace_(grace) {}

  std::chrono::nanoseconds grace() const { return grace_; }
  /// True when it had been silent.
  bool on_answer(const wire::HeartbeatReply& reply, Now now);
  /// The next heartbeat, as far as it is about heartbeats.
  wire::Beat beat(Now now);
  /// From the news of its silence until it answers or is given up.
  bool is_silent() const { return is_silent_; }
  /// Each news once. Who was given up is not missed until the next answer.
  News look(Now now);

 private:
  std::chrono::nanoseconds grace_;
  std::uint64_t heartbeats_ = 0;
  std::optional<Instant> last_answer_;
  WallTime answer_time_{};  // the master's clock
  bool is_silent_ = false;
};

}  // namespace acrida
