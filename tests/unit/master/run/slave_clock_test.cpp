// SlaveClock: what heartbeats tell about another clock.
#include "master/run/slave_clock.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

/// Two clocks `ahead` of each other, and heartbeats that are `there` and `back` on their way.
class Exchange {
 public:
  explicit Exchange(std::chrono::nanoseconds ahead) : ahead_(ahead) {}

  void beat(std::chrono::nanoseconds back, std::chrono::nanoseconds there) {
    wire::Beat beat;
    if (answered_) {
      beat.answered = label_;
      beat.held = 1s - back;
      now_.mono += 1s;  // from one answer to the next heartbeat
    }
    beat.sent_at = WallTime(now_.mono.time_since_epoch() + ahead_);
    now_.mono += there;
    clock.on_beat(beat, now_);
    label_ += 1s;
    clock.on_reply(label_, now_);
    answered_ = true;
  }
  /// How wrong the estimate is.
  std::chrono::nanoseconds error() const {
    return clock.wall_at(now_.mono).value() - WallTime(now_.mono.time_since_epoch() + ahead_);
  }

  SlaveClock clock;

 private:
  std::chrono::nanoseconds ahead_;
  Now now_{Instant(1000s), {}};
  WallTime label_{1'700'000'000s};
  bool answered_ = false;
};

TEST(SlaveClock, KnowsNothingBeforeTheFirstExchange) {
  Exchange exchange(0s);
  EXPECT_FALSE(exchange.clock.wall_at(Instant(5s)));
  exchange.beat(0ms, 10ms);
  EXPECT_FALSE(exchange.clock.wall_at(Instant(5s)));
  EXPECT_FALSE(exchange.clock.round_trip());
}

TEST(SlaveClock, FindsHoursOfDifference) {
  for (const auto ahead : {0s, 3h + 17s, -30h + 0s}) {
    Exchange exchange(ahead);
    for (int i = 0; i < 5; ++i) exchange.beat(20ms, 20ms);
    EXPECT_EQ(exchange.error(), 0ns) << ahead.count();
    EXPECT_EQ(exchange.clock.round_trip(), 40ms);
  }
}

TEST(SlaveClock, TakesTheSampleThatWasDelayedLeast) {
  Exchange exchange(5s);
  exchange.beat(2ms, 2ms);
  exchange.beat(2ms, 2ms);
  exchange.beat(2ms, 900ms);
  exchange.beat(400ms, 2ms);
  EXPECT_EQ(exchange.error(), 0ns);
  EXPECT_EQ(exchange.clock.round_trip(), 4ms);
}

TEST(SlaveClock, IgnoresAnswersThatItDidNotGive) {
  SlaveClock clock;
  const Now now{Instant(100s), WallTime(1'700'000'000s)};
  clock.on_reply(now.wall, now);
  wire::Beat beat;
  beat.answered = now.wall + 5s;
  clock.on_beat(beat, now);
  beat.answered = now.wall;
  beat.held = 1h;  // longer than there was time
  clock.on_beat(beat, now);
  EXPECT_FALSE(clock.wall_at(now.mono));
}

}  // namespace
}  // namespace acrida
