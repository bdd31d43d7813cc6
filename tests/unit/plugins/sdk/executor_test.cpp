// Executor: what a test's author may say.
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include <acrida/executor.hpp>

namespace acrida {
namespace {

using namespace std::chrono_literals;

TEST(Executor, IsTheClosedModelByDefault) {
  EXPECT_TRUE(Executor().spec().is_default());
  EXPECT_TRUE(closed_model().spec().is_default());
  EXPECT_FALSE(closed_model(1min).spec().is_default());
  EXPECT_FALSE(closed_model().after(1s).spec().is_default());
}

TEST(Executor, SaysWhatItWasTold) {
  const ExecutorSpec spec = constant_arrival_rate(500, 10s).poisson().after(3s).spec();
  EXPECT_EQ(spec.kind, ExecutorSpec::Kind::arrivals);
  EXPECT_EQ(spec.arrivals_per_s, 500);
  EXPECT_TRUE(spec.poisson);
  EXPECT_EQ(spec.duration, 10s);
  EXPECT_EQ(spec.start_after, 3s);
  EXPECT_EQ(ramping_arrival_rate(1, {{1s, 2}}).spec().stages.size(), 1u);
  EXPECT_EQ(shared_iterations(9).spec().iterations, 9u);
}

TEST(Executor, KnowsWhetherItEnds) {
  EXPECT_FALSE(closed_model().spec().ends());
  EXPECT_FALSE(constant_arrival_rate(5).spec().ends());
  EXPECT_TRUE(closed_model(1s).spec().ends());
  EXPECT_TRUE(constant_arrival_rate(5, 1s).spec().ends());
  EXPECT_TRUE(ramping_arrival_rate(5, {{1s, 2}}).spec().ends());
  EXPECT_TRUE(shared_iterations(1).spec().ends());
  EXPECT_TRUE(iterations_per_user(1).spec().ends());
}

TEST(Executor, RefusesWhatMakesNoSense) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(constant_arrival_rate(0), std::invalid_argument);
  EXPECT_THROW(constant_arrival_rate(-1), std::invalid_argument);
  EXPECT_THROW(constant_arrival_rate(nan), std::invalid_argument);
  EXPECT_THROW(constant_arrival_rate(1e9), std::invalid_argument);
  EXPECT_THROW(constant_arrival_rate(1, -1s), std::invalid_argument);
  EXPECT_THROW(ramping_arrival_rate(1, {}), std::invalid_argument);
  EXPECT_THROW(ramping_arrival_rate(1, {{0s, 5}}), std::invalid_argument);
  EXPECT_THROW(shared_iterations(0), std::invalid_argument);
  EXPECT_THROW(iterations_per_user(0), std::invalid_argument);
  EXPECT_THROW(closed_model().after(-1s), std::invalid_argument);
  EXPECT_THROW(closed_model().poisson(), std::invalid_argument);
}

}  // namespace
}  // namespace acrida
