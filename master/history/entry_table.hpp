// EntryTable: the entries of one run in the file.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.hpp"
#include "master/history/entry_span.hpp"
#include "master/history/run_file.hpp"
#include "master/run/journal_entry.hpp"

namespace acrida {

/// Writes belong into a transaction. The file outlives it.
class EntryTable {
 public:
  EntryTable(RunFile& file, std::uint64_t epoch) : file_(file), epoch_(epoch) {}

  /// As the next one: its number is greater than all before. Of a level above 0 only for entries that
  /// come in from elsewhere, before all of the lower ones.
  Result<void> add(const JournalEntry& entry, int level = 0);
  /// Makes the sums of the higher levels that ended before that time, of all that there is with
  /// `is_over`, and takes out what the levels keep no longer.
  Result<void> roll_up(WallTime before, bool is_over);

  /// Of entries from the first version of the file: what the charts show, and the higher levels.
  Result<void> complete();

  Result<std::vector<EntrySpan>> spans();
  /// Those entries, in this order; without standings.
  Result<void> read(const std::vector<EntrySpan>& spans,
                    const std::function<void(const JournalEntry&, const EntrySpan&)>& on_entry);

 private:
  Result<std::int64_t> newest(const char* what, int level);
  Result<void> insert(const JournalEntry& entry, const EntrySpan& span);
  Result<void> count_seconds(const JournalEntry& entry);
  Result<void> roll_up_to(int level, WallTime before, bool is_over);
  Result<void> take_out(int level, WallTime now);

  RunFile& file_;
  std::uint64_t epoch_;
  std::int64_t next_number_ = 0;  // 0: not known yet
};

}  // namespace acrida
