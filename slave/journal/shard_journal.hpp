// ShardJournal: how a shard writes its part of the runner's journal.
#pragma once

#include <cstdint>
#include <string_view>

#include <acrida/request_event.hpp>

#include "core/base/clock.hpp"
#include "core/stats/hash_index.hpp"
#include "slave/journal/journal_layout.hpp"

namespace acrida {

/// What a report contains of a shard's journal.
struct JournalMark {
  std::uint64_t written = 0;
  std::uint64_t overflowed = 0;
};

/// Plain stores only: nothing is allocated per request, no lock, no atomic exchange. Rows are those
/// of the shard's StatsTable. Without a region it does nothing. One owner: [shard].
class ShardJournal {
 public:
  /// `region` (may be null) outlives the journal.
  explicit ShardJournal(journal::ShardRegion* region) : region_(region) {}

  /// Names row `names()`: rows are named in their order, before they are used.
  void add_name(std::string_view method, std::string_view name);
  std::uint32_t names() const { return names_; }

  /// A request of this row is in flight from now on.
  void begin(std::uint32_t row) {
    if (!region_) return;
    begun_.increment(region_->begun);
    journal::Cell<std::uint32_t>& count = region_->in_flight[row];
    journal::put(count, count.load(std::memory_order_relaxed) + 1);
  }
  /// A request has ended and is counted in `row`.
  void record(std::uint32_t row, const RequestEvent& event, WallTime at) {
    if (!region_) return;
    begin_ending(event.flight);
    if (written_.value - region_->received.load(std::memory_order_relaxed) < journal::kMaxEntries)
      write({event.response_time.count(), event.start_lag.count(), event.content_length_bytes,
             second_of(at), static_cast<std::uint16_t>(row), error_of(event)});
    else
      overflowed_.increment(region_->overflowed);
    end_ending(event.flight);
  }
  /// A sign of life: a task begins.
  void note_task() {
    if (region_) begun_.increment(region_->begun);
  }
  /// The number of a new user on this shard, from 0; never given twice in a run.
  std::uint64_t next_user();

  /// Everything recorded until now.
  JournalMark mark() const { return {written_.value, overflowed_.value}; }

 private:
  /// A number in the journal and its copy here, so that it is never read back.
  struct Counter {
    std::uint64_t value = 0;
    void increment(journal::Cell<std::uint64_t>& cell) { journal::put(cell, ++value); }
  };

  static std::uint32_t second_of(WallTime at) {
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  }
  void write(const journal::Entry& entry) {
    region_->entries[written_.value % journal::kMaxEntries] = entry;
    written_.increment(region_->written);
  }
  void begin_ending(FlightRow flight);
  void end_ending(FlightRow flight);
  std::uint16_t error_of(const RequestEvent& event) {
    if (event.outcome == Outcome::success) [[likely]]
      return journal::kNoError;
    return event.outcome == Outcome::unknown ? journal::kUnknownOutcome : error_number(event.error);
  }
  std::uint16_t error_number(std::string_view text);

  journal::ShardRegion* region_;
  Counter begun_;
  Counter written_;
  Counter overflowed_;
  std::uint32_t names_ = 0;
  std::uint32_t name_bytes_ = 0;
  std::uint32_t error_bytes_ = 0;
  std::uint64_t users_without_journal_ = 0;
  HashIndex errors_;
};

// Row none, which is none of the rows, is written as such: the reader has no name for it.
inline void ShardJournal::begin_ending(FlightRow flight) {
  const auto row = static_cast<std::uint32_t>(flight);
  std::uint32_t after = 0;
  if (row < journal::kMaxRows) after = region_->in_flight[row].load(std::memory_order_relaxed) - 1;
  journal::put(region_->ending, std::uint64_t{row} << 32 | after);
}

inline void ShardJournal::end_ending(FlightRow flight) {
  const auto row = static_cast<std::uint32_t>(flight);
  if (row < journal::kMaxRows) {
    journal::Cell<std::uint32_t>& count = region_->in_flight[row];
    journal::put(count, count.load(std::memory_order_relaxed) - 1);
  }
  journal::put(region_->settled, written_.value + overflowed_.value);
}

}  // namespace acrida
