// LeasedCursor: a shard's rows of a unique feeder.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <acrida/row_cursor.hpp>

#include "core/plan/row_range.hpp"

namespace acrida {

/// What a shard says of its rows.
struct RowNews {
  std::uint64_t want = 0;  // about so many more; 0 = none now
  std::vector<RowRange> used;
  std::vector<RowRange> unused;
};

/// Holds a chunk that is in use and the next one, so that users do not wait for the master. Chunks
/// grow or shrink towards a tenth of a second's use. Owned by the shard.
class LeasedCursor final : public RowCursor {
 public:
  static constexpr std::uint64_t kFirstChunkRows = 8;
  static constexpr std::uint64_t kMaxChunkRows = 16'384;
  static constexpr std::chrono::milliseconds kShortUse{50};
  static constexpr std::chrono::milliseconds kLongUse{200};
  /// Chunks that a shard has or has asked for.
  static constexpr std::size_t kChunksAhead = 2;

  /// `tell` is called on the shard's thread, which `shard` runs on.
  LeasedCursor(boost::asio::any_io_executor shard, std::function<void(RowNews)> tell);

  Taken take() override;   // [shard]
  task<> wait() override;  // [shard]

  void give(RowRange range);  // [any]
  /// No row will come any more.
  void end();  // [any]
  /// Gives back what it has when no row was taken since the last call. [any]
  void return_if_idle();
  /// Who has to wait for a row from now on ends instead. [any]
  void close();
  /// Gives back everything, then calls `done` on the shard's thread. No user runs any more. [any]
  void settle(std::function<void()> done);

 private:
  using Clock = std::chrono::steady_clock;
  struct Chunk {
    RowRange range;
    std::uint64_t taken = 0;
  };

  void ask();
  void finish_front();
  void give_back();
  void wake() { changed_.cancel(); }

  boost::asio::any_io_executor shard_;
  std::function<void(RowNews)> tell_;
  boost::asio::steady_timer changed_;  // never expires; cancelled to wake those who wait
  std::deque<Chunk> chunks_;
  std::size_t asked_ = 0;  // chunks on their way
  std::uint64_t chunk_rows_ = kFirstChunkRows;
  Clock::time_point front_since_{};
  bool taken_since_check_ = false;
  bool ended_ = false;
  bool closed_ = false;
};

}  // namespace acrida
