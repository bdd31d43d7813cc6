// RunStore: the journal of a master's runs, in a file that survives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/state/file_lock.hpp"
#include "master/history/entry_table.hpp"
#include "master/history/run_file.hpp"
#include "master/run/journal_entry.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Beyond these the oldest finished runs make room, unless they have a star.
struct RunLimits {
  std::size_t max_runs = 1'000;
  std::uint64_t max_bytes = std::uint64_t{20} << 30;  // of all runs together
};

/// The only writer of the runs of its master (RunArchive reads and edits what is there): what was
/// written before the process was killed is there afterwards. Two threads may use it at a time; each
/// call is whole. Errors are one line that names the file.
class RunStore {
 public:
  /// Opens, or makes, `folder`/runs.sqlite. Error: another master uses the folder.
  static Result<std::unique_ptr<RunStore>> open(const std::filesystem::path& folder,
                                                RunLimits limits = {});

  /// In one transaction. After an error nothing of the entry is there.
  Result<void> write(const JournalEntry& entry);
  /// What is in no entry, in place of what was there. The run has an entry already.
  Result<void> write_view(std::uint64_t epoch, const RunView& view);
  /// What slaves say of rows is written before they are answered.
  Result<void> write_row_message(std::uint64_t epoch, const std::string& slave,
                                 std::string_view frame);
  /// The last run of this master, unless it is over.
  Result<std::optional<RunStanding>> unfinished();
  /// That nobody will go on with.
  Result<void> give_up(std::uint64_t epoch, const std::string& reason);
  /// In their order; of more than ten minutes before the last one, minutes.
  Result<void> read(std::uint64_t epoch, const std::function<void(const JournalEntry&)>& on_entry);
  Result<void> read_row_messages(
      std::uint64_t epoch,
      const std::function<void(const std::string& slave, std::string_view frame)>& on_message);

 private:
  RunStore(std::unique_ptr<RunFile> file, FileLock lock, RunLimits limits)
      : lock_(std::move(lock)), file_(std::move(file)), limits_(limits) {}
  Result<void> transact(const std::function<Result<void>()>& work);
  Result<void> write_all(const JournalEntry& entry);
  Result<void> write_standing(const RunStanding& run);
  Result<void> make_room();
  Result<void> complete_old_runs();
  EntryTable& table(std::uint64_t epoch);

  FileLock lock_;
  std::mutex mutex_;  // of whole transactions: they are the connection's, not a thread's
  std::unique_ptr<RunFile> file_;
  RunLimits limits_;
  std::uint64_t table_epoch_ = 0;
  std::optional<EntryTable> table_;  // of the run that was written last
  WallTime last_roll_up_{};
};

}  // namespace acrida
