// RowLeases: blocks ahead, chunks opened before they are given, and nothing lost at the end.
#include "slave/feed/row_leases.hpp"

#include <set>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

template <class Message>
std::vector<Message> sent(const RowLeases::Actions& actions) {
  std::vector<Message> found;
  for (const auto& action : actions) {
    const auto* message = std::get_if<wire::FromSlave>(&action);
    if (message && std::holds_alternative<Message>(*message))
      found.push_back(std::get<Message>(*message));
  }
  return found;
}

template <class Kind>
std::vector<Kind> of(const RowLeases::Actions& actions) {
  std::vector<Kind> found;
  for (const auto& action : actions)
    if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
  return found;
}

class Leases : public ::testing::Test {
 protected:
  Leases() : leases_(7, 2, 100) {}

  /// Asks for a block, which is granted, and for a chunk of it, which is opened.
  RowLeases::Actions get_chunk(RowRange block) {
    const auto wanted = sent<wire::RowsWanted>(leases_.want(0, 10, now_));
    EXPECT_EQ(wanted.size(), 1u);
    const auto open = sent<wire::RowsOpen>(leases_.on(wire::RowsGranted{7, 2, 100, block}, now_));
    EXPECT_EQ(open.size(), 1u);
    return leases_.on(wire::RowsOpened{7, 2, open.at(0).id, true}, now_);
  }

  RowLeases leases_;
  Instant now_{1000s};
};

TEST_F(Leases, OpenAChunkBeforeAShardGetsIt) {
  const auto wanted = sent<wire::RowsWanted>(leases_.want(1, 10, now_));
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted[0], (wire::RowsWanted{7, 2, 100, 100}));
  EXPECT_TRUE(leases_.on(wire::RowsGranted{7, 2, 99, {0, 100}}, now_).empty()) << "of another";
  const auto actions = leases_.on(wire::RowsGranted{7, 2, 100, {500, 100}}, now_);
  const auto open = sent<wire::RowsOpen>(actions);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].range, (RowRange{500, 10}));
  EXPECT_TRUE(of<RowLeases::Give>(actions).empty()) << "before it is open";
  const auto given =
      of<RowLeases::Give>(leases_.on(wire::RowsOpened{7, 2, open[0].id, true}, now_));
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].shard, 1u);
  EXPECT_EQ(given[0].range, (RowRange{500, 10}));
  EXPECT_TRUE(leases_.on(wire::RowsOpened{7, 2, open[0].id, true}, now_).empty()) << "once";
}

TEST_F(Leases, AskForTheNextBlockBeforeThisOneIsUsedUp) {
  get_chunk({0, 100});
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(sent<wire::RowsWanted>(leases_.want(0, 10, now_)).empty());
  const auto actions = leases_.want(0, 10, now_);
  EXPECT_EQ(sent<wire::RowsOpen>(actions).size(), 1u);
  EXPECT_EQ(sent<wire::RowsWanted>(actions).size(), 1u) << "50 of a block of 100 are left";
}

TEST_F(Leases, TellWhatWasUsedWithTheNextQuestion) {
  get_chunk({0, 1000});
  EXPECT_TRUE(leases_.settle({{0, 4}}, {}, now_).size() == 0u);
  leases_.settle({{4, 6}}, {}, now_);
  const auto open = sent<wire::RowsOpen>(leases_.want(0, 10, now_));
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].used, (std::vector<RowRange>{{0, 10}})) << "joined";
}

TEST_F(Leases, GiveOtherShardsWhatOneGivesBack) {
  get_chunk({0, 1000});
  leases_.settle({{0, 2}}, {{2, 8}}, now_);
  const auto given = of<RowLeases::Give>(leases_.want(3, 5, now_));
  ASSERT_EQ(given.size(), 1u) << "it is open already";
  EXPECT_EQ(given[0].range, (RowRange{2, 8}));
  leases_.settle({}, {{2, 8}}, now_);
  const auto settled = sent<wire::RowsSettled>(leases_.tick(now_));
  ASSERT_EQ(settled.size(), 1u) << "nobody wants it: the master may";
  EXPECT_EQ(settled[0].unused, (std::vector<RowRange>{{2, 8}}));
}

TEST_F(Leases, EndTheShardsWhenNoRowIsLeft) {
  leases_.want(0, 10, now_);
  leases_.want(1, 10, now_);
  const auto ends = of<RowLeases::End>(leases_.on(wire::RowsGranted{7, 2, 100, {}}, now_));
  EXPECT_EQ(ends.size(), 2u);
  EXPECT_EQ(of<RowLeases::End>(leases_.want(0, 10, now_)).size(), 1u);
}

TEST_F(Leases, AskAgainWithTheSameNumber) {
  leases_.want(0, 10, now_);
  EXPECT_TRUE(leases_.tick(now_ + 4s).empty());
  const auto again = sent<wire::RowsWanted>(leases_.tick(now_ + 5s));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].id, 100u);
  const auto open =
      sent<wire::RowsOpen>(leases_.on(wire::RowsGranted{7, 2, 100, {0, 100}}, now_ + 6s));
  const auto reopened = sent<wire::RowsOpen>(leases_.tick(now_ + 11s));
  ASSERT_EQ(reopened.size(), 1u);
  EXPECT_EQ(reopened[0].id, open.at(0).id);
  EXPECT_EQ(reopened[0].range, open.at(0).range);
}

TEST_F(Leases, DropWhatTheMasterHasTakenBack) {
  leases_.want(0, 10, now_);
  const auto open = sent<wire::RowsOpen>(leases_.on(wire::RowsGranted{7, 2, 100, {0, 100}}, now_));
  const auto actions = leases_.on(wire::RowsOpened{7, 2, open.at(0).id, false}, now_);
  EXPECT_TRUE(of<RowLeases::Give>(actions).empty());
  EXPECT_EQ(sent<wire::RowsWanted>(actions).size(), 1u) << "a block in its place";
  EXPECT_TRUE(sent<wire::RowsOpen>(actions).empty());
}

TEST_F(Leases, ReturnEverythingAtTheEnd) {
  get_chunk({0, 100});
  const auto open = sent<wire::RowsOpen>(leases_.want(0, 10, now_));
  ASSERT_EQ(open.size(), 1u);
  leases_.want(0, 10, now_);
  leases_.close();
  EXPECT_TRUE(leases_.on(wire::RowsOpened{7, 2, open[0].id, true}, now_).empty())
      << "no shard gets rows any more";
  leases_.settle({{0, 3}}, {{3, 7}}, now_);
  std::set<std::uint64_t> unused, used;
  for (const auto& settled : sent<wire::RowsSettled>(leases_.finish())) {
    for (const RowRange& range : settled.unused)
      for (std::uint64_t row = range.first; row < range.end(); ++row)
        EXPECT_TRUE(unused.insert(row).second);
    for (const RowRange& range : settled.used)
      for (std::uint64_t row = range.first; row < range.end(); ++row) used.insert(row);
  }
  EXPECT_EQ(unused.size(), 97u);
  EXPECT_EQ(*unused.begin(), 3u);
  EXPECT_EQ(used, (std::set<std::uint64_t>{0, 1, 2}));
}

}  // namespace
}  // namespace acrida
