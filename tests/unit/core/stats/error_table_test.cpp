// ErrorTable: grouping, bounds, odd texts.
#include "core/stats/error_table.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

TEST(ErrorTable, GroupsByMethodNameAndMessage) {
  ErrorTable table;
  table.add("GET", "/a", "x", kStart);
  table.add("GET", "/a", "y", kStart + 1s);
  table.add("GET", "/b", "x", kStart + 2s);
  table.add("POST", "/a", "x", kStart + 3s);
  table.add("GET", "/a", "x", kStart + 4s, 5);
  const std::vector<ErrorDelta> expected = {
      {"GET", "/a", "x", 6, kStart, kStart + 4s},
      {"GET", "/a", "y", 1, kStart + 1s, kStart + 1s},
      {"GET", "/b", "x", 1, kStart + 2s, kStart + 2s},
      {"POST", "/a", "x", 1, kStart + 3s, kStart + 3s},
  };
  EXPECT_EQ(table.groups(), expected);
}

TEST(ErrorTable, TakeLeavesAnEmptyTable) {
  ErrorTable table;
  table.add("GET", "/a", "x", kStart);
  EXPECT_EQ(table.take().size(), 1u);
  EXPECT_TRUE(table.groups().empty());
  EXPECT_TRUE(table.take().empty());
  table.add("GET", "/a", "x", kStart + 9s);
  const std::vector<ErrorDelta> expected = {{"GET", "/a", "x", 1, kStart + 9s, kStart + 9s}};
  EXPECT_EQ(table.groups(), expected);
}

TEST(ErrorTable, ClearForgetsEverything) {
  ErrorTable table;
  table.add("GET", "/a", "x", kStart);
  table.clear();
  EXPECT_TRUE(table.groups().empty());
  table.add("GET", "/a", "x", kStart);
  EXPECT_EQ(table.groups()[0].occurrences, 1u);
}

TEST(ErrorTable, MergeKeepsTheEarliestAndTheLatestTime) {
  ErrorTable table;
  table.merge({"GET", "/a", "x", 2, kStart + 5s, kStart + 6s});
  table.merge({"GET", "/a", "x", 3, kStart + 1s, kStart + 2s});
  table.merge({"GET", "/a", "x", 1, kStart + 7s, kStart + 9s});
  const std::vector<ErrorDelta> expected = {{"GET", "/a", "x", 6, kStart + 1s, kStart + 9s}};
  EXPECT_EQ(table.groups(), expected);
}

TEST(ErrorTable, UnknownTimesDoNotCount) {
  ErrorTable table;
  table.merge({"GET", "/a", "x", 2, WallTime(), WallTime()});
  EXPECT_EQ(table.groups()[0].first_seen, WallTime());
  table.merge({"GET", "/a", "x", 1, kStart, kStart + 1s});
  table.merge({"GET", "/a", "x", 1, WallTime(), WallTime()});
  const std::vector<ErrorDelta> expected = {{"GET", "/a", "x", 4, kStart, kStart + 1s}};
  EXPECT_EQ(table.groups(), expected);
}

TEST(ErrorTable, NothingHappenedLeavesNoGroup) {
  ErrorTable table;
  table.add("GET", "/a", "x", kStart, 0);
  table.merge({"GET", "/a", "y", 0, kStart, kStart});
  EXPECT_TRUE(table.groups().empty());
}

TEST(ErrorTable, GroupsAreBoundedAndTheSumIsExact) {
  ErrorTable table;
  constexpr std::size_t kMessages = ErrorTable::kMaxErrorGroups + 100;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < kMessages; ++i) table.add("GET", "/a", std::to_string(i), kStart);
  }
  ASSERT_EQ(table.groups().size(), ErrorTable::kMaxErrorGroups + 1);
  const ErrorDelta further = {"", "", std::string(ErrorTable::kFurtherErrors), 300, kStart, kStart};
  EXPECT_EQ(table.groups().back(), further);
  EXPECT_EQ(table.groups().front().occurrences, 3u);
}

TEST(ErrorTable, MergedTablesStayBounded) {
  ErrorTable master;
  std::uint64_t sum = 0;
  for (int slave = 0; slave < 3; ++slave) {
    ErrorTable table;
    for (int i = 0; i < 700; ++i) {
      table.add("GET", "/" + std::to_string(slave), std::to_string(i), kStart);
    }
    for (const ErrorDelta& group : table.take()) master.merge(group);
  }
  for (const ErrorDelta& group : master.groups()) sum += group.occurrences;
  EXPECT_EQ(sum, 2100u);
  EXPECT_LE(master.groups().size(), ErrorTable::kMaxErrorGroups + 1);
}

TEST(ErrorTable, TextsBecomeValidAndShort) {
  ErrorTable table;
  table.add("G\xFFT", "/\xC3", "bad \xE2\x82", kStart);
  table.add("G\xFET", "/\xC3", "bad \xE2\x82", kStart);
  table.add("GET", "/a", std::string(5000, 'm'), kStart);
  ASSERT_EQ(table.groups().size(), 2u);
  EXPECT_EQ(table.groups()[0].method, "G\xEF\xBF\xBDT");
  EXPECT_EQ(table.groups()[0].name, "/\xEF\xBF\xBD");
  EXPECT_EQ(table.groups()[0].message, "bad \xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(table.groups()[0].occurrences, 2u);
  EXPECT_EQ(table.groups()[1].message, std::string(ErrorTable::kMaxMessageBytes, 'm'));
}

}  // namespace
}  // namespace acrida
