// LeasedCursor: chunks one after the other.
#include "slave/feed/leased_cursor.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace acrida {

namespace asio = boost::asio;

LeasedCursor::LeasedCursor(asio::any_io_executor shard, std::function<void(RowNews)> tell)
    : shard_(std::move(shard)),
      tell_(std::move(tell)),
      changed_(shard_, Clock::time_point::max()) {}

RowCursor::Taken LeasedCursor::take() {
  taken_since_check_ = true;
  if (chunks_.empty()) {
    if (ended_ || closed_) return {Answer::end};
    ask();
    return {Answer::wait};
  }
  Chunk& front = chunks_.front();
  if (front.taken == 0) front_since_ = Clock::now();
  const std::uint64_t row = front.range.first + front.taken++;
  if (front.taken == front.range.count)
    finish_front();
  else
    ask();
  return {Answer::row, row};
}

task<> LeasedCursor::wait() {
  co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void LeasedCursor::give(RowRange range) {
  asio::post(shard_, [this, range] {
    if (asked_ > 0) --asked_;
    chunks_.push_back({range});
    wake();
  });
}

void LeasedCursor::end() {
  asio::post(shard_, [this] {
    ended_ = true;
    wake();
  });
}

void LeasedCursor::return_if_idle() {
  asio::post(shard_, [this] {
    if (!std::exchange(taken_since_check_, false)) give_back();
  });
}

void LeasedCursor::close() {
  asio::post(shard_, [this] {
    closed_ = true;
    wake();
  });
}

void LeasedCursor::settle(std::function<void()> done) {
  asio::post(shard_, [this, done = std::move(done)] {
    closed_ = true;
    give_back();
    done();
  });
}

void LeasedCursor::ask() {
  if (ended_ || closed_ || chunks_.size() + asked_ >= kChunksAhead) return;
  RowNews news;
  news.want = chunk_rows_;
  ++asked_;
  tell_(std::move(news));
}

void LeasedCursor::finish_front() {
  const auto use = Clock::now() - front_since_;
  if (use < kShortUse) chunk_rows_ = std::min(chunk_rows_ * 2, kMaxChunkRows);
  if (use > kLongUse) chunk_rows_ = std::max<std::uint64_t>(chunk_rows_ / 2, 1);
  RowNews news;
  news.used.push_back(chunks_.front().range);
  chunks_.pop_front();
  if (!ended_ && !closed_ && chunks_.size() + asked_ < kChunksAhead) {
    news.want = chunk_rows_;
    ++asked_;
  }
  tell_(std::move(news));
}

void LeasedCursor::give_back() {
  RowNews news;
  for (const Chunk& chunk : std::exchange(chunks_, {})) {
    if (chunk.taken > 0) news.used.push_back({chunk.range.first, chunk.taken});
    const std::uint64_t rest = chunk.range.count - chunk.taken;
    if (rest > 0) news.unused.push_back({chunk.range.first + chunk.taken, rest});
  }
  if (!news.used.empty() || !news.unused.empty()) tell_(std::move(news));
}

}  // namespace acrida
