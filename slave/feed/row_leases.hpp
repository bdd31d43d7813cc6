// RowLeases: the rows that this slave's runner holds of one file, between master and shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/plan/row_range.hpp"
#include "core/wire/message.hpp"

namespace acrida {

/// Asks the master for blocks ahead of their use, opens chunks of them for the shards that want
/// some, and tells what has been used. Sans-IO: every function returns what is to be done. One for
/// each unique feeder; one owner. [control]
///
///   shard wants ──► chunk of a block, opened at the master ──► Give to the shard
///   a block is half empty ──► the next one is asked for
class RowLeases {
 public:
  /// A question without an answer is asked again: the message may have been lost with a connection.
  static constexpr std::chrono::seconds kAskAgain{5};
  /// A block is this many chunks of every shard: about a second's worth, as a chunk is a tenth.
  static constexpr std::uint64_t kChunksPerBlock = 10;
  static constexpr std::uint64_t kMaxBlockRows = 200'000;

  /// Rows that the shard may use from now on.
  struct Give {
    std::size_t shard;
    RowRange range;
  };
  /// No row will come any more.
  struct End {
    std::size_t shard;
  };
  using Action = std::variant<Give, End, wire::FromSlave>;
  using Actions = std::vector<Action>;

  /// Questions are numbered from `first_id`, which no earlier runner of this slave has used.
  RowLeases(std::uint64_t epoch, std::uint64_t feeder, std::uint64_t first_id)
      : epoch_(epoch), feeder_(feeder), next_id_(first_id) {}

  /// The shard wants about so many rows more.
  Actions want(std::size_t shard, std::uint64_t rows, Instant now);
  /// Rows of a chunk that have been used, and rows that the shard gives back as it has no use for
  /// them now.
  Actions settle(const std::vector<RowRange>& used, const std::vector<RowRange>& unused,
                 Instant now);
  Actions on(const wire::RowsGranted& granted, Instant now);
  Actions on(const wire::RowsOpened& opened, Instant now);
  /// The run is stopping: no shard gets rows any more.
  void close();
  /// Each second.
  Actions tick(Instant now);
  /// The run is over; every shard has settled. What is left goes back to the master.
  Actions finish();

 private:
  struct Wish {
    std::size_t shard;
    std::uint64_t rows;
  };
  struct Opening {
    Wish wish;
    RowRange range;
    Instant asked;
    std::vector<RowRange> used;  // reported with it
  };
  struct Question {
    std::uint64_t id;
    std::uint64_t count;
    Instant asked;
  };

  Actions serve(Instant now);
  void open(const Wish& wish, Instant now);
  void ask_for_block(Instant now);
  std::uint64_t granted_rows() const;
  std::uint64_t block_rows() const;
  wire::RowsOpen message_of(std::uint64_t id, Opening& opening);
  /// Splits what is longer than a message may be.
  void report(std::vector<RowRange> unused);

  std::uint64_t epoch_;
  std::uint64_t feeder_;
  std::uint64_t next_id_;
  std::deque<RowRange> blocks_;    // granted, not open
  std::deque<RowRange> returned_;  // open, given back by a shard
  std::deque<Wish> wishes_;
  std::map<std::size_t, std::uint64_t> chunk_rows_;  // last wish of each shard
  std::map<std::uint64_t, Opening> opening_;         // by question
  std::optional<Question> question_;
  std::vector<RowRange> used_;  // not reported yet
  bool ended_ = false;
  bool closed_ = false;
  Actions actions_;
};

}  // namespace acrida
