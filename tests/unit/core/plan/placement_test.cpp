// Placement and Thinning: even at every prefix, also from what runs already.
#include "core/plan/placement.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "core/plan/even_split.hpp"
#include "core/plan/thinning.hpp"

namespace acrida {
namespace {

using Counts = Placement::Counts;

struct Grid {
  std::vector<Counts> users;  // [slave][class]

  Grid(std::size_t slaves, std::size_t classes) : users(slaves, Counts(classes)) {}

  std::uint64_t class_spread() const {
    std::uint64_t worst = 0;
    for (std::size_t c = 0; c < users[0].size(); ++c) {
      std::uint64_t low = users[0][c];
      std::uint64_t high = low;
      for (const Counts& slave : users) {
        low = std::min(low, slave[c]);
        high = std::max(high, slave[c]);
      }
      worst = std::max(worst, high - low);
    }
    return worst;
  }
  std::uint64_t total_spread() const {
    std::vector<std::uint64_t> totals;
    for (const Counts& slave : users) {
      totals.push_back(0);
      for (const std::uint64_t count : slave) totals.back() += count;
    }
    const auto [low, high] = std::minmax_element(totals.begin(), totals.end());
    return *high - *low;
  }
};

TEST(Placement, AnySequencePlannedAheadIsPerfectlyEven) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t slaves = 1 + random() % 70;
    const std::size_t classes = 1 + random() % 10;
    Placement placement(std::vector<Counts>(slaves, Counts(classes)), classes);
    for (int i = 0; i < 600; ++i) {  // not at all regular
      placement.append(static_cast<std::uint32_t>(std::min(random() % classes, random() % classes)),
                       0);
    }
    Grid grid(slaves, classes);
    for (std::size_t i = 0; i < placement.size(); ++i) {
      ++grid.users[placement.slave_of(i)][placement.class_of(i)];
      ASSERT_LE(grid.total_spread(), 1u) << trial;
      ASSERT_LE(grid.class_spread(), 1u) << trial;
    }
  }
}

TEST(Placement, UsersThatRunKeepTheirSlave) {
  std::mt19937 random(2);
  for (int trial = 0; trial < 100; ++trial) {
    const std::size_t slaves = 2 + random() % 5;
    Placement placement(std::vector<Counts>(slaves, Counts(3)), 3);
    std::vector<std::uint32_t> started;
    Grid grid(slaves, 3);
    for (std::size_t i = 0; i < 300; ++i) {  // each starts as soon as it is planned
      placement.append(random() % 3, started.size());
      started.push_back(placement.slave_of(i));
      ++grid.users[started.back()][placement.class_of(i)];
      ASSERT_LE(grid.total_spread(), 1u);
    }
    for (std::size_t i = 0; i < started.size(); ++i) ASSERT_EQ(placement.slave_of(i), started[i]);
  }
}

TEST(Placement, EvensOutWhatRanBefore) {
  Grid grid(4, 2);
  grid.users = {{5, 0}, {3, 2}, {0, 4}, {1, 3}};  // totals 5, 5, 4, 4
  Placement placement(grid.users, 2);
  for (int i = 0; i < 62; ++i) placement.append(static_cast<std::uint32_t>(i % 2), 0);
  for (std::size_t i = 0; i < placement.size(); ++i) {
    ++grid.users[placement.slave_of(i)][placement.class_of(i)];
    ASSERT_LE(grid.total_spread(), 1u);
  }
  EXPECT_LE(grid.class_spread(), 1u);
}

TEST(Thinning, TakesFromTheFullestAndOfTheClassesAboveTheirTarget) {
  std::vector<Counts> running = {{4, 4}, {5, 3}, {4, 3}};
  Thinning thinning(running, {3, 9});
  Counts per_class = {13, 10};
  for (int i = 0; i < 11; ++i) {
    const auto [slave, c] = thinning.next();
    ASSERT_GT(running[slave][c], 0u);
    --running[slave][c];
    --per_class[c];
    std::vector<std::uint64_t> totals;
    for (const Counts& counts : running) totals.push_back(counts[0] + counts[1]);
    const auto [low, high] = std::minmax_element(totals.begin(), totals.end());
    ASSERT_LE(*high - *low, 1u);
  }
  EXPECT_EQ(per_class, (Counts{3, 9}));
}

TEST(Thinning, TakesTheLastUser) {
  Thinning thinning({{0, 1}, {0, 0}}, {0, 0});
  EXPECT_EQ(thinning.next(), std::pair(std::size_t{0}, std::size_t{1}));
}

TEST(EvenSplit, SharesAreEvenSumUpAndOnlyGrow) {
  for (std::size_t parts = 1; parts < 9; ++parts) {
    for (std::size_t first = 0; first < 10; ++first) {
      for (std::uint64_t total = 0; total < 40; ++total) {
        std::uint64_t sum = 0;
        for (std::size_t part = 0; part < parts; ++part) {
          const std::uint64_t share = even_split(total, parts, part, first);
          EXPECT_GE(share, total / parts);
          EXPECT_LE(share, total / parts + 1);
          EXPECT_LE(share, even_split(total + 1, parts, part, first));
          sum += share;
        }
        ASSERT_EQ(sum, total);
      }
      EXPECT_EQ(even_split(1, parts, first % parts, first), 1u);
    }
  }
}

}  // namespace
}  // namespace acrida
