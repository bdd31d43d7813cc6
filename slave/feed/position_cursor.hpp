// PositionCursor: a shard's rows of a feeder that needs no master.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>

#include <acrida/feeder_base.hpp>
#include <acrida/row_cursor.hpp>

#include "core/plan/row_range.hpp"

namespace acrida {

/// Counts through the rows of a file, again and again unless `once`; shards claim stretches of it,
/// so that no row costs a lock or an atomic. One for each feeder of a process: [any].
class PositionSource {
 public:
  static constexpr std::uint64_t kMaxStretch = 256;

  PositionSource(std::uint64_t rows, std::size_t shards, bool once)
      : rows_(rows), shards_(shards), once_(once) {}

  /// Positions from 0; position p is row p % rows of round p / rows. Small near the end with
  /// `once`, so that no shard is left with much when the others have none. A count of 0: the end.
  RowRange claim();
  std::uint64_t rows() const { return rows_; }

 private:
  std::uint64_t rows_;
  std::uint64_t shards_;
  bool once_;
  std::atomic<std::uint64_t> next_{0};
};

/// The place of row `index` in the order that belongs to a seed and a round: a permutation of
/// [0, rows), computed without memory. Pure.
std::uint64_t shuffled_row(std::uint64_t index, std::uint64_t rows, std::uint64_t seed,
                           std::uint64_t round);

/// The modes random, circular, shuffled and once. [shard]
class PositionCursor final : public RowCursor {
 public:
  /// `source` is shared by the shards; the last of them frees it.
  PositionCursor(FeederBase::Mode mode, std::uint64_t seed, std::shared_ptr<PositionSource> source);

  Taken take() override;
  /// Never needed.
  task<> wait() override { co_return; }

 private:
  FeederBase::Mode mode_;
  std::uint64_t seed_;
  std::shared_ptr<PositionSource> source_;
  RowRange stretch_;
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace acrida
