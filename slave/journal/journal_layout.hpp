// JournalLayout: what lies where in the memory that a runner shares with its agent.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/stats/error_table.hpp"
#include "core/stats/stats_table.hpp"

namespace acrida::journal {

/// Rows of a StatsTable: its names and the one of all further names.
inline constexpr std::size_t kMaxRows = StatsTable::kMaxNames + 1;
inline constexpr std::size_t kNameBytes = kMaxRows * 2 * StatsTable::kMaxNameBytes;
/// Different texts of errors; further ones are one: ErrorTable::kFurtherErrors.
inline constexpr std::size_t kMaxErrors = 4096;
inline constexpr std::size_t kErrorBytes = kMaxErrors * ErrorTable::kMaxMessageBytes;
/// Requests that no received report contains; a power of two. At 100,000 requests per second and
/// shard the agent may be 2.6 s late.
inline constexpr std::size_t kMaxEntries = std::size_t{1} << 18;
inline constexpr std::size_t kMaxFrames = 128;
inline constexpr std::size_t kInnermostFrames = 96;  // the others are the outermost
inline constexpr std::size_t kMaxMessageBytes = 1024;
inline constexpr std::size_t kMaxMapsBytes = std::size_t{512} << 10;
inline constexpr std::size_t kMaxModuleBytes = 4096;

/// Written by one thread of the runner, read by the agent when the runner has ended.
template <class Number>
using Cell = std::atomic<Number>;
static_assert(Cell<std::uint64_t>::is_always_lock_free);

/// A plain store that keeps its place among the stores of its thread. More is not needed: a thread
/// ends between two instructions, and what it stored before is in the memory then.
template <class Number>
void put(Cell<Number>& cell, Number value) {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  cell.store(value, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

/// Where a text lies in its arena.
struct TextPlace {
  std::uint32_t offset;
  std::uint16_t first_bytes;   // of the method, or of the message
  std::uint16_t second_bytes;  // of the name
};

inline constexpr std::uint16_t kNoError = 0;
inline constexpr std::uint16_t kUnknownOutcome = 0xffff;
inline constexpr std::uint16_t kFurtherError = 0xfffe;

/// One finished request.
struct Entry {
  std::int64_t latency_ns;
  std::int64_t start_lag_ns;  // negative: no intended start
  std::uint64_t bytes;
  std::uint32_t second;  // of the wall clock
  std::uint16_t row;
  std::uint16_t error;  // its number + 1, or one of the three above
};
static_assert(sizeof(Entry) == 32);

/// A request ends in four stores: `ending`, then `written` or `overflowed` (from here on it is
/// counted), the row's count in flight, and `settled`. When `settled` is behind, the reader carries
/// out `ending` itself: so a request is never both counted and in flight.
struct ShardRegion {
  alignas(64) Cell<std::uint64_t> written;  // entries ever; entry i lies at i % kMaxEntries
  Cell<std::uint64_t> overflowed;           // requests ever for which there was no room
  Cell<std::uint64_t> settled;              // written + overflowed
  Cell<std::uint64_t> ending;               // row << 32 | its count in flight afterwards
  Cell<std::uint64_t> begun;                // requests and tasks ever; a sign of life
  Cell<std::uint64_t> users_created;
  Cell<std::uint32_t> names;
  Cell<std::uint32_t> errors;
  /// The agent's: what the reports that it received contain.
  alignas(64) Cell<std::uint64_t> received;
  Cell<std::uint64_t> received_overflowed;
  alignas(64) Cell<std::uint32_t> in_flight[kMaxRows];
  TextPlace name_places[kMaxRows];
  TextPlace error_places[kMaxErrors];
  char error_texts[kErrorBytes];
  Entry entries[kMaxEntries];
  char name_texts[kNameBytes];
};

/// The stack of one thread, written by its signal handler.
struct StackNote {
  enum State : std::uint32_t { kNone, kBegun, kComplete };
  Cell<std::uint32_t> state;
  std::int32_t signal;
  std::uint32_t stack_overflow;  // 1 when it is one
  std::uint32_t null_pointer;    // 1 when the address of the fault is one
  std::uint32_t frames;          // in `frame`, from the innermost
  std::uint64_t left_out;        // frames between the innermost and the outermost ones
  std::uint64_t frame[kMaxFrames];
  Cell<std::uint32_t> message_bytes;
  char message[kMaxMessageBytes];  // what is said of the end; may be there before the state
  std::uint32_t maps_bytes;
  char maps[kMaxMapsBytes];  // /proc/self/maps
};

struct Header {
  static constexpr std::uint64_t kMagic = 0x31'6c'6e'72'6a'72'63'61;  // "acrjrnl1"
  std::uint64_t magic;
  std::uint64_t shards;
  Cell<std::uint32_t> is_running;  // 1 when the runner has loaded the test
  Cell<std::uint32_t> stalls;      // how often `stall` has been written
  char library[kMaxModuleBytes];   // path of the test, ends with a zero
  StackNote crash;
  StackNote stall;
};

}  // namespace acrida::journal
