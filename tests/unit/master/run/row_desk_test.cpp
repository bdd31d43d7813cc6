// RowDesk: who waits for rows is answered when there is an answer.
#include "master/run/row_desk.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

constexpr std::uint64_t kEpoch = 5;

struct Answer {
  std::string slave;
  RowRange range;
  bool operator==(const Answer&) const = default;
};

std::vector<Answer> grants(const Actions& actions) {
  std::vector<Answer> found;
  for (const Action& action : actions) {
    const auto* send = std::get_if<Send>(&action);
    const auto* granted = send ? std::get_if<wire::RowsGranted>(&send->message) : nullptr;
    if (granted) found.push_back({send->slave, granted->range});
  }
  return found;
}

bool opened(const Actions& actions) {
  return std::get<wire::RowsOpened>(std::get<Send>(actions.at(0)).message).granted;
}

/// One file that is leased, number 1 of the test.
RowDesk desk_of(std::uint64_t rows, bool reuse = false) {
  RowDesk desk;
  desk.begin(kEpoch,
             {{"words.csv", "aa", 10, false, false}, {"accounts.csv", "bb", rows, true, reuse}});
  return desk;
}

wire::RowsWanted want(std::uint64_t id, std::uint64_t count) {
  return {kEpoch, 1, id, count};
}

TEST(RowDesk, IgnoresWhatIsNotOfThisRun) {
  RowDesk desk = desk_of(10);
  EXPECT_TRUE(desk.on(wire::RowsWanted{kEpoch - 1, 1, 1, 5}, "a").empty());
  EXPECT_TRUE(desk.on(wire::RowsWanted{kEpoch, 0, 1, 5}, "a").empty()) << "needs no leases";
  EXPECT_TRUE(desk.on(wire::RowsWanted{kEpoch, 9, 1, 5}, "a").empty());
  EXPECT_TRUE(desk.on(wire::RowsOpen{kEpoch, 9, 1, {0, 1}, {}}, "a").empty());
}

TEST(RowDesk, RepeatsAnAnswerThatWasLost) {
  RowDesk desk = desk_of(100);
  const auto first = grants(desk.on(want(1, 5), "a"));
  EXPECT_EQ(first, (std::vector<Answer>{{"a", {0, 5}}}));
  EXPECT_EQ(grants(desk.on(want(1, 5), "a")), first);
  EXPECT_EQ(grants(desk.on(want(2, 5), "a")), (std::vector<Answer>{{"a", {5, 5}}}));
}

TEST(RowDesk, AnswersThoseWhoWaitWhenRowsComeBack) {
  RowDesk desk = desk_of(2);
  EXPECT_EQ(grants(desk.on(want(1, 9), "a")), (std::vector<Answer>{{"a", {0, 1}}})) << "half";
  EXPECT_EQ(grants(desk.on(want(1, 9), "b")), (std::vector<Answer>{{"b", {1, 1}}}));
  EXPECT_TRUE(desk.on(want(2, 9), "b").empty()) << "a may return its row";
  EXPECT_TRUE(opened(desk.on(wire::RowsOpen{kEpoch, 1, 2, {0, 1}, {}}, "a")));
  EXPECT_EQ(grants(desk.on(wire::RowsSettled{kEpoch, 1, {}, {{0, 1}}}, "a")),
            (std::vector<Answer>{{"b", {0, 1}}}));
  EXPECT_TRUE(desk.on(want(3, 9), "a").empty());
  desk.on(wire::RowsOpen{kEpoch, 1, 4, {0, 2}, {}}, "b");
  EXPECT_EQ(grants(desk.on(wire::RowsSettled{kEpoch, 1, {{0, 2}}, {}}, "b")),
            (std::vector<Answer>{{"a", {0, 0}}}))
      << "none will come";
}

TEST(RowDesk, GivesTheRowsOfALostSlaveToOthersAndSaysWhatIsUncertain) {
  RowDesk desk = desk_of(40);
  EXPECT_EQ(grants(desk.on(want(1, 20), "a")), (std::vector<Answer>{{"a", {0, 20}}}));
  EXPECT_TRUE(opened(desk.on(wire::RowsOpen{kEpoch, 1, 2, {0, 5}, {}}, "a")));
  const Actions actions = desk.give_up("a");
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(std::get<LogLine>(actions[0]).text,
            "accounts.csv: slave a held 20 rows: 15 can be used by others, 5 may have been used "
            "(0-4)");
  EXPECT_FALSE(opened(desk.on(wire::RowsOpen{kEpoch, 1, 3, {5, 5}, {}}, "a")));
  EXPECT_TRUE(desk.give_up("a").empty());
  EXPECT_EQ(grants(desk.on(want(1, 15), "b")), (std::vector<Answer>{{"b", {5, 15}}}));
  RunView view;
  desk.describe(view);
  ASSERT_EQ(view.feeders.size(), 1u);
  EXPECT_EQ(view.feeders[0].uncertain, 5u);
  EXPECT_EQ(view.feeders[0].uncertain_ranges, (std::vector<RowRange>{{0, 5}}));
  EXPECT_EQ(view.feeders[0].held, 15u);
  EXPECT_EQ(view.feeders[0].free, 20u);
}

TEST(RowDesk, ReusesRowsWhenAllAreUsed) {
  RowDesk desk = desk_of(3, true);
  EXPECT_EQ(grants(desk.on(want(1, 9), "a")), (std::vector<Answer>{{"a", {0, 3}}}));
  EXPECT_TRUE(desk.on(want(1, 2), "b").empty());
  desk.on(wire::RowsOpen{kEpoch, 1, 2, {0, 3}, {}}, "a");
  EXPECT_EQ(grants(desk.on(wire::RowsSettled{kEpoch, 1, {{0, 3}}, {}}, "a")),
            (std::vector<Answer>{{"b", {0, 2}}}));
}

}  // namespace
}  // namespace acrida
