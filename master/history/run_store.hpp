// RunStore: the runs of a master in a file that survives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/state/file_lock.hpp"
#include "master/run/journal_entry.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace acrida {

/// SQLite, write-ahead log, readable by its owner only: what was written before the process was
/// killed is there afterwards. Entries of more than ten minutes ago are put together minute by minute,
/// so that a run of days is read again in seconds. Two threads may use it at a time; each call is
/// whole. Errors are one line that names the file.
class RunStore {
 public:
  static constexpr std::size_t kMaxRuns = 100;  // the oldest make room

  /// Opens, or makes, `folder`/runs.sqlite. Error: another master uses the folder.
  static Result<std::unique_ptr<RunStore>> open(const std::filesystem::path& folder);
  ~RunStore();
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  /// In one transaction. After an error nothing of the entry is there.
  Result<void> write(const JournalEntry& entry);
  /// What slaves say of rows is written before they are answered.
  Result<void> write_row_message(std::uint64_t epoch, const std::string& slave,
                                 std::string_view frame);
  /// The last run, unless it is over.
  Result<std::optional<RunStanding>> unfinished();
  /// That nobody will go on with.
  Result<void> give_up(std::uint64_t epoch, const std::string& reason);
  /// In their order.
  Result<void> read(std::uint64_t epoch, const std::function<void(const JournalEntry&)>& on_entry);
  Result<void> read_row_messages(
      std::uint64_t epoch,
      const std::function<void(const std::string& slave, std::string_view frame)>& on_message);

 private:
  class Statement;

  RunStore(std::filesystem::path path, FileLock lock);
  Result<void> prepare_tables();
  Result<void> execute(const char* sql);
  Result<void> transact(const std::function<Result<void>()>& work);
  Result<void> put_together(std::uint64_t epoch, WallTime before, bool is_over);
  Result<void> write_all(const JournalEntry& entry);
  Error error(const std::string& what) const;

  std::filesystem::path path_;
  FileLock lock_;
  std::mutex mutex_;  // of whole transactions: they are the connection's, not a thread's
  sqlite3* database_ = nullptr;
  WallTime last_compaction_{};
};

}  // namespace acrida
