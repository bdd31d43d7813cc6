// RunFile: a connection to the file of the runs, and its tables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace acrida {

/// A prepared statement; its values are bound in their order. Texts and bytes live until it has run.
class SqlStatement {
 public:
  SqlStatement(sqlite3* database, const char* sql);
  ~SqlStatement();
  SqlStatement(const SqlStatement&) = delete;
  SqlStatement& operator=(const SqlStatement&) = delete;

  SqlStatement& bind(std::int64_t number);
  SqlStatement& bind(std::uint64_t number) { return bind(static_cast<std::int64_t>(number)); }
  SqlStatement& bind(std::string_view text);
  SqlStatement& bind(std::optional<std::int64_t> number);  // nothing: NULL
  SqlStatement& bind_bytes(std::string_view bytes);
  bool run();
  /// False at the end and after an error.
  bool next();
  bool failed() const { return failed_; }
  bool is_null(int column) const;
  std::int64_t number(int column) const;
  /// Text or bytes, until the next step.
  std::string_view text(int column) const;

 private:
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
  bool failed_ = false;
};

/// `folder`/runs.sqlite: SQLite, write-ahead log, readable by its owner only. Several connections, of
/// one or several processes, may read and write at a time; who writes waits for the others up to five
/// seconds, so transactions are short. One user at a time of each. Errors are one line that names the
/// file.
///
/// Tables: `runs`, one row each, small columns first; `views`, what of a run is no statistics;
/// `slaves` and `row_messages`, which only a master that goes on needs; `seconds`, the requests of
/// each second; `entries`, sums of the levels of run_levels.hpp. All have the run's epoch.
class RunFile {
 public:
  static constexpr int kSchemaVersion = 2;
  /// In `runs.phase`, beside those of RunStanding: not (any more) to be seen.
  static constexpr std::int64_t kHidden = 3;

  /// Opens, or makes, the file; one of an older version is changed in one transaction.
  static Result<std::unique_ptr<RunFile>> open(const std::filesystem::path& folder);
  /// The same, but it is an error when there is none.
  static Result<std::unique_ptr<RunFile>> open_existing(const std::filesystem::path& folder);
  ~RunFile();
  RunFile(const RunFile&) = delete;
  RunFile& operator=(const RunFile&) = delete;

  sqlite3* database() { return database_; }
  const std::filesystem::path& path() const { return path_; }
  Error error(const std::string& what) const;
  Error cannot_read() const { return error("cannot be read"); }
  Error cannot_write() const { return error("cannot be written"); }
  Result<void> execute(const char* sql);
  /// All of the work or nothing.
  Result<void> transact(const std::function<Result<void>()>& work);
  /// Rows that the last statement changed.
  std::int64_t changes() const;
  /// Without the pages that are free.
  Result<std::uint64_t> used_bytes();
  /// Takes a run out, by and by: others may write in between. What is cut off is continued by
  /// forget_hidden().
  Result<void> forget(std::uint64_t epoch);
  Result<void> forget_hidden();

 private:
  explicit RunFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> connect();
  Result<void> prepare_tables();
  Result<int> schema_version();
  Result<void> migrate(int version);
  Result<void> give_pages_back();
  Result<std::int64_t> pragma(const char* sql);

  std::filesystem::path path_;
  sqlite3* database_ = nullptr;
};

}  // namespace acrida
