// Percentiles: a target with known delays, through two slaves and the whole path.
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

TEST(Percentiles, OfKnownDelaysAreTrue) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  // Few users on a machine of two cores: the delays are the target's, not the scheduler's.
  Fleet fleet({.test = source_path("tests/integration/users/delayed.cpp"),
               .host = *url,
               .arguments = {"-u", "8", "-r", "8", "-t", "10s"}});
  ASSERT_EQ(fleet.wait(), 0) << fleet.output();
  const ResultRow row = fleet.results().at("GET /slow");
  ASSERT_GT(row.requests, 2000u);
  // The share of slow answers is not exactly 10 % when the last round is cut: percentiles are taken
  // well inside each step. Delays only ever grow: a timer never fires early.
  for (const auto& [fraction, delay_ms] : std::map<std::string, double>{{"0.5", 20},
                                                                        {"0.66", 20},
                                                                        {"0.75", 20},
                                                                        {"0.8", 20},
                                                                        {"0.95", 60},
                                                                        {"0.98", 60},
                                                                        {"0.999", 150}}) {
    const double reported = row.percentiles_ms.at(fraction);
    EXPECT_GE(reported, delay_ms * 0.99) << fraction;
    EXPECT_LE(reported, delay_ms * 1.01 + 1) << fraction << "\n" << fleet.output();
  }
}

}  // namespace
}  // namespace acrida::tests
