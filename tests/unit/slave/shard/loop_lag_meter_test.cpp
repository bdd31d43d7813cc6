// LoopLagMeter: a loop that is held up, and what its ticks say of it.
#include "slave/shard/loop_lag_meter.hpp"

#include <thread>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

std::uint64_t ticks_of(const SparseHistogram& lag) {
  std::uint64_t sum = 0;
  for (const BucketCount& bucket : lag) sum += bucket.count;
  return sum;
}

TEST(LoopLagMeterTest, CountsTheTicksThatWereMissed) {
  boost::asio::io_context loop;
  LoopLagMeter meter(loop);
  EXPECT_EQ(meter.record(3ms), 1) << "on time, but for 3 ms";
  EXPECT_EQ(meter.take().size(), 1u);
  EXPECT_EQ(meter.record(35ms), 4) << "and those due 10, 20 and 30 ms later";
  SparseHistogram expected;
  for (const auto late : {5ms, 15ms, 25ms, 35ms})
    expected.push_back({Histogram::bucket_of(late), 1});
  EXPECT_EQ(meter.take(), expected);
  EXPECT_TRUE(meter.take().empty());
}

TEST(LoopLagMeterTest, BoundsWhatOneDelayCounts) {
  boost::asio::io_context loop;
  LoopLagMeter meter(loop);
  EXPECT_EQ(meter.record(1h), 360'001);
  EXPECT_EQ(ticks_of(meter.take()), 101u);
}

TEST(LoopLagMeterTest, SeesALoopThatIsHeldUp) {
  boost::asio::io_context loop;
  LoopLagMeter meter(loop);
  meter.start();
  boost::asio::post(loop, [] { std::this_thread::sleep_for(100ms); });
  loop.run_for(150ms);
  const SparseHistogram lag = meter.take();
  ASSERT_FALSE(lag.empty());
  EXPECT_GE(ticks_of(lag), 9u);
  EXPECT_GE(Histogram::value_of(lag.back().bucket), 80ms);
}

}  // namespace
}  // namespace acrida
