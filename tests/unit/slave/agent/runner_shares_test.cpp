// RunnerShares: who has how many users, before, during and after a swap.
#include "slave/agent/runner_shares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UserCounts counts(std::uint64_t a, std::uint64_t b) {
  return {{"A", a}, {"B", b}};
}

TEST(RunnerShares, OneHasAll) {
  RunnerShares shares;
  EXPECT_EQ(shares.current(), 0u);
  shares.begin(7);
  shares.resize(counts(3, 2));
  EXPECT_EQ(shares.of(7), counts(3, 2));
  shares.resize({{"B", 1}});
  EXPECT_EQ(shares.of(7), counts(0, 1)) << "what is not named is none";
  EXPECT_EQ(shares.current(), 7u);
  EXPECT_THAT(shares.retiring(), IsEmpty());
  EXPECT_EQ(shares.of(8), UserCounts{});
}

TEST(RunnerShares, TheCurrentOneGetsMoreAndTheOldestGivesFirst) {
  RunnerShares shares;
  shares.begin(1);
  shares.resize(counts(4, 0));
  shares.add(2);
  shares.resize(counts(6, 1));
  shares.add(3);
  shares.resize(counts(9, 1));
  EXPECT_EQ(shares.of(1), counts(4, 0));
  EXPECT_EQ(shares.of(2), counts(2, 1));
  EXPECT_EQ(shares.of(3), counts(3, 0));
  EXPECT_THAT(shares.retiring(), ElementsAre(1, 2));
  shares.resize(counts(4, 2));
  EXPECT_EQ(shares.of(1), counts(0, 0));
  EXPECT_EQ(shares.of(2), counts(1, 1));
  EXPECT_EQ(shares.of(3), counts(3, 1));
  EXPECT_EQ(shares.total(), counts(4, 2));
}

TEST(RunnerShares, MovesFromTheOldestAndNeverMoreThanThereAre) {
  RunnerShares shares;
  shares.begin(1);
  shares.resize(counts(2, 1));
  shares.add(2);
  shares.resize(counts(3, 1));
  shares.add(3);
  EXPECT_EQ(shares.move(2), 2u);
  EXPECT_EQ(total_users(shares.of(1)), 1u);
  EXPECT_EQ(total_users(shares.of(3)), 2u);
  EXPECT_EQ(shares.move(9), 2u);
  EXPECT_EQ(shares.of(3), counts(3, 1));
  EXPECT_EQ(shares.move(9), 0u);
  EXPECT_EQ(shares.total(), counts(3, 1));
}

TEST(RunnerShares, WhoIsGoneLeavesItsUsersOrTakesThem) {
  RunnerShares shares;
  shares.begin(1);
  shares.resize(counts(2, 0));
  shares.add(2);
  shares.resize(counts(3, 0));
  shares.remove(1);
  EXPECT_EQ(shares.of(2)["A"], 3u);
  shares.add(3);
  shares.drop(2);
  EXPECT_EQ(total_users(shares.total()), 0u);
  shares.resize(counts(3, 0));
  EXPECT_EQ(shares.of(3), counts(3, 0)) << "they come back";
}

TEST(RunnerShares, AClassIsHandedOverAsAWhole) {
  RunnerShares shares;
  shares.begin(1);
  shares.resize(counts(2, 5));
  shares.add(2);
  shares.hand_over("B");
  EXPECT_EQ(shares.of(1), counts(2, 0));
  EXPECT_EQ(shares.of(2)["B"], 5u);
}

TEST(RunnerShares, AProcessTakesThePlaceOfTheCurrentOne) {
  RunnerShares shares;
  shares.begin(1);
  shares.resize(counts(2, 5));
  shares.replace_current(4);
  EXPECT_EQ(shares.current(), 4u);
  EXPECT_EQ(shares.of(4), counts(2, 5));
}

}  // namespace
}  // namespace acrida
