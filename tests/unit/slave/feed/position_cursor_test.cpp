// Tests of the modes that need no master.
#include "slave/feed/position_cursor.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace acrida {
namespace {

std::vector<std::uint64_t> take(PositionCursor& cursor, std::size_t count) {
  std::vector<std::uint64_t> rows;
  while (rows.size() < count) {
    const RowCursor::Taken taken = cursor.take();
    if (taken.answer == RowCursor::Answer::end) break;
    rows.push_back(taken.row);
  }
  return rows;
}

PositionCursor cursor_of(FeederBase::Mode mode, std::shared_ptr<PositionSource> source) {
  return PositionCursor(mode, 1, std::move(source));
}

TEST(PositionCursor, CircularBeginsAgain) {
  auto cursor = cursor_of(FeederBase::circular, std::make_shared<PositionSource>(3, 2, false));
  EXPECT_EQ(take(cursor, 7), (std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2, 0}));
}

TEST(PositionCursor, OnceEndsWhenTheShardsTogetherHadAll) {
  const auto source = std::make_shared<PositionSource>(1000, 3, true);
  auto a = cursor_of(FeederBase::once, source);
  auto b = cursor_of(FeederBase::once, source);
  std::set<std::uint64_t> seen;
  std::size_t taken = 0;
  for (bool more = true; more;) {
    more = false;
    for (PositionCursor* cursor : {&a, &b}) {
      for (const std::uint64_t row : take(*cursor, 7)) seen.insert(row), ++taken, more = true;
    }
  }
  EXPECT_EQ(taken, 1000u);
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(a.take().answer, RowCursor::Answer::end);
}

TEST(PositionCursor, ShuffledIsAnotherPermutationInEachRound) {
  auto cursor = cursor_of(FeederBase::shuffled, std::make_shared<PositionSource>(100, 2, false));
  const auto first = take(cursor, 100);
  const auto second = take(cursor, 100);
  EXPECT_EQ(std::set<std::uint64_t>(first.begin(), first.end()).size(), 100u);
  EXPECT_EQ(std::set<std::uint64_t>(second.begin(), second.end()).size(), 100u);
  EXPECT_NE(first, second);
  auto again = cursor_of(FeederBase::shuffled, std::make_shared<PositionSource>(100, 2, false));
  EXPECT_EQ(take(again, 100), first);
}

TEST(PositionCursor, RandomReachesEveryRow) {
  auto cursor = cursor_of(FeederBase::random, std::make_shared<PositionSource>(5, 2, false));
  std::map<std::uint64_t, int> counts;
  for (const std::uint64_t row : take(cursor, 5000)) ++counts[row];
  ASSERT_EQ(counts.size(), 5u);
  for (const auto& [row, count] : counts) EXPECT_NEAR(count, 1000, 200) << row;
}

TEST(ShuffledRow, IsAPermutationOfAnySize) {
  for (const std::uint64_t rows : {1, 2, 3, 7, 8, 9, 63, 64, 65, 1000}) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < rows; ++i) seen.insert(shuffled_row(i, rows, 42, 3));
    EXPECT_EQ(seen.size(), rows);
    EXPECT_LT(*seen.rbegin(), rows);
  }
}

}  // namespace
}  // namespace acrida
