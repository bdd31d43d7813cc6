// PositionCursor: from positions to rows.
#include "slave/feed/position_cursor.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace acrida {
namespace {

std::uint64_t mix(std::uint64_t value) {  // SplitMix64
  value += 0x9e37'79b9'7f4a'7c15u;
  value = (value ^ (value >> 30)) * 0xbf58'476d'1ce4'e5b9u;
  value = (value ^ (value >> 27)) * 0x94d0'49bb'1331'11ebu;
  return value ^ (value >> 31);
}

}  // namespace

RowRange PositionSource::claim() {
  std::uint64_t first = next_.load(std::memory_order_relaxed);
  while (true) {
    const std::uint64_t left = once_ ? rows_ - std::min(first, rows_) : rows_;
    if (left == 0) return {};
    const std::uint64_t count = std::clamp<std::uint64_t>(left / (8 * shards_), 1, kMaxStretch);
    if (next_.compare_exchange_weak(first, first + count, std::memory_order_relaxed))
      return {first, count};
  }
}

// A Feistel network of four rounds on the next even number of bits; what falls outside of the rows
// is sent through again, on average less than three times.
std::uint64_t shuffled_row(std::uint64_t index, std::uint64_t rows, std::uint64_t seed,
                           std::uint64_t round) {
  if (rows < 2) return 0;
  const int bits = std::bit_width(rows - 1);
  const int half = (bits + 1) / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  const std::uint64_t key = mix(seed ^ mix(round));
  std::uint64_t value = index;
  do {
    std::uint64_t left = value >> half, right = value & mask;
    for (std::uint64_t step = 0; step < 4; ++step)
      left = std::exchange(right, left ^ (mix(key + (right << 2) + step) & mask));
    value = (left << half) | right;
  } while (value >= rows);
  return value;
}

PositionCursor::PositionCursor(FeederBase::Mode mode, std::uint64_t seed,
                               std::shared_ptr<PositionSource> source)
    : mode_(mode), seed_(seed), source_(std::move(source)) {}

RowCursor::Taken PositionCursor::take() {
  const std::uint64_t rows = source_->rows();
  if (mode_ == FeederBase::random)
    return {Answer::row, std::uniform_int_distribution<std::uint64_t>(0, rows - 1)(random_)};
  if (stretch_.count == 0) stretch_ = source_->claim();
  if (stretch_.count == 0) return {Answer::end};
  const std::uint64_t position = stretch_.first++;
  --stretch_.count;
  if (mode_ != FeederBase::shuffled) return {Answer::row, position % rows};
  return {Answer::row, shuffled_row(position % rows, rows, seed_, position / rows)};
}

}  // namespace acrida
