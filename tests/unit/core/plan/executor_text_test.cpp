// executor_text: an executor in words.
#include "core/plan/executor_text.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

TEST(ExecutorText, SaysEverything) {
  ExecutorSpec spec;
  EXPECT_EQ(executor_text(spec), "closed model");
  spec.start_after = 10s;
  spec.duration = 90s;
  EXPECT_EQ(executor_text(spec), "closed model for 1m30s, after 10s");
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = 12.5;
  spec.poisson = true;
  EXPECT_EQ(executor_text(spec), "12.5 arrivals/s for 1m30s, Poisson, after 10s");
  spec = {};
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.stages = {{30s, 100}, {2min, 0}};
  EXPECT_EQ(executor_text(spec), "0 arrivals/s, in 30s to 100/s, in 2m to 0/s");
  spec = {};
  spec.kind = ExecutorSpec::Kind::shared_iterations;
  spec.iterations = 7;
  EXPECT_EQ(executor_text(spec), "7 iterations in all");
  spec.kind = ExecutorSpec::Kind::iterations_per_user;
  EXPECT_EQ(executor_text(spec), "7 iterations of each user");
}

}  // namespace
}  // namespace acrida
