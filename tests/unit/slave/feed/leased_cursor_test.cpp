// LeasedCursor: chunks in, rows out, and what it says of them.
#include "slave/feed/leased_cursor.hpp"

#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::ElementsAre;
using Answer = RowCursor::Answer;

class LeasedCursors : public ::testing::Test {
 protected:
  void poll() {
    loop_.restart();
    loop_.poll();
  }
  void give(std::uint64_t first, std::uint64_t count) {
    cursor_.give({first, count});
    poll();
  }
  /// Rows until it is not a row.
  std::vector<std::uint64_t> rows(Answer& last) {
    std::vector<std::uint64_t> all;
    for (auto taken = cursor_.take();; taken = cursor_.take()) {
      last = taken.answer;
      if (last != Answer::row) return all;
      all.push_back(taken.row);
    }
  }
  std::uint64_t wanted() const {
    std::uint64_t sum = 0;
    for (const RowNews& news : news_) sum += news.want;
    return sum;
  }
  static std::uint64_t count_of(const std::vector<RowRange>& ranges) {
    std::uint64_t sum = 0;
    for (const RowRange& range : ranges) sum += range.count;
    return sum;
  }

  boost::asio::io_context loop_{1};
  std::vector<RowNews> news_;
  LeasedCursor cursor_{loop_.get_executor(), [this](RowNews news) { news_.push_back(news); }};
};

TEST_F(LeasedCursors, AskOnceAndWaitForTheirRows) {
  EXPECT_EQ(cursor_.take().answer, Answer::wait);
  EXPECT_EQ(cursor_.take().answer, Answer::wait);
  EXPECT_EQ(news_.size(), LeasedCursor::kChunksAhead) << "one in use, one ahead, no more";
  bool woken = false;
  boost::asio::co_spawn(
      loop_,
      [&]() -> task<> {
        co_await cursor_.wait();
        woken = true;
      },
      boost::asio::detached);
  poll();
  EXPECT_FALSE(woken);
  give(100, 3);
  EXPECT_TRUE(woken);
  Answer last{};
  EXPECT_THAT(rows(last), ElementsAre(100, 101, 102));
  EXPECT_EQ(last, Answer::wait);
  EXPECT_EQ(count_of(news_[2].used), 3U) << "told when the chunk is used up";
}

TEST_F(LeasedCursors, AskForMoreWhenRowsAreUsedUpFast) {
  cursor_.take();
  const std::uint64_t first = wanted();
  Answer last{};
  for (std::uint64_t i = 0; i < 5; ++i) {
    give(i * 10, 10);
    rows(last);
  }
  EXPECT_GT(news_.back().want, first) << "chunks grow";
  EXPECT_LE(news_.back().want, LeasedCursor::kMaxChunkRows);
}

TEST_F(LeasedCursors, GiveBackWhatIsIdle) {
  cursor_.take();
  give(0, 10);
  EXPECT_EQ(cursor_.take().row, 0U);
  EXPECT_EQ(cursor_.take().row, 1U);
  news_.clear();
  cursor_.return_if_idle();
  poll();
  EXPECT_TRUE(news_.empty()) << "rows were taken since the last look";
  cursor_.return_if_idle();
  poll();
  ASSERT_EQ(news_.size(), 1U);
  EXPECT_EQ(count_of(news_[0].used), 2U);
  EXPECT_EQ(count_of(news_[0].unused), 8U);
  EXPECT_EQ(news_[0].unused[0].first, 2U);
}

TEST_F(LeasedCursors, EndWhenThereAreNoMoreRowsOrTheRunStops) {
  cursor_.take();
  give(0, 1);
  cursor_.end();
  poll();
  Answer last{};
  EXPECT_THAT(rows(last), ElementsAre(0)) << "what is there is still used";
  EXPECT_EQ(last, Answer::end);
  LeasedCursor other(loop_.get_executor(), [](RowNews) {});
  other.close();
  poll();
  EXPECT_EQ(other.take().answer, Answer::end);
}

TEST_F(LeasedCursors, SettleEverythingAtTheEnd) {
  cursor_.take();
  give(0, 4);
  give(50, 4);
  EXPECT_EQ(cursor_.take().row, 0U);
  news_.clear();
  bool settled = false;
  cursor_.settle([&] { settled = true; });
  poll();
  EXPECT_TRUE(settled);
  ASSERT_EQ(news_.size(), 1U);
  EXPECT_EQ(count_of(news_[0].used), 1U);
  EXPECT_EQ(count_of(news_[0].unused), 7U);
  EXPECT_EQ(cursor_.take().answer, Answer::end);
}

}  // namespace
}  // namespace acrida
