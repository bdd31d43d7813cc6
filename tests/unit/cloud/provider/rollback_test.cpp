// rolled_back: what a clone says when what it has made can be undone, and when not.
#include "cloud/provider/rollback.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

const CloudError kWhy{CloudFault::capacity, "clone", "no room"};

TEST(RolledBack, SaysWhyWhenNothingIsLeft) {
  const CloudError error = rolled_back(kWhy, [](const std::stop_token& stop) {
    EXPECT_TRUE(stop.stop_possible());
    EXPECT_FALSE(stop.stop_requested());
    return Done{};
  });
  EXPECT_EQ(text_of(error), text_of(kWhy));
}

TEST(RolledBack, SaysBothWhenSomethingMayBeLeft) {
  const CloudError error = rolled_back(kWhy, [](const std::stop_token&) {
    return CloudError{CloudFault::transient, "delete", "no answer"};
  });
  EXPECT_EQ(error.fault, CloudFault::outcome_unknown);
  EXPECT_EQ(error.step, "clone");
  EXPECT_EQ(error.cause, "no room; what was made cannot be undone: no answer");
}

}  // namespace
}  // namespace acrida
