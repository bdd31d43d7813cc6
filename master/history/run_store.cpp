// RunStore: the runs of a master in a file that survives it.
#include "master/history/run_store.hpp"

#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

constexpr std::chrono::minutes kWholeSeconds{10};  // as long entries stay as they are
constexpr std::chrono::minutes kCompactionPeriod{1};

std::int64_t us_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

}  // namespace

/// A prepared statement; its values are bound in their order.
class RunStore::Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) failed_ = true;
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t number) {
    failed_ |= sqlite3_bind_int64(statement_, ++bound_, number) != SQLITE_OK;
    return *this;
  }
  Statement& bind(std::uint64_t number) { return bind(static_cast<std::int64_t>(number)); }
  /// The text lives until the statement has run.
  Statement& bind(std::string_view text) {
    failed_ |= sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_STATIC,
                                   SQLITE_UTF8) != SQLITE_OK;
    return *this;
  }
  Statement& bind_bytes(std::string_view bytes) {
    failed_ |= sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(),
                                   SQLITE_STATIC) != SQLITE_OK;
    return *this;
  }
  bool run() { return !failed_ && sqlite3_step(statement_) == SQLITE_DONE; }
  /// False at the end and after an error.
  bool next() {
    if (failed_) return false;
    const int step = sqlite3_step(statement_);
    failed_ = step != SQLITE_ROW && step != SQLITE_DONE;
    return step == SQLITE_ROW;
  }
  bool failed() const { return failed_; }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
  bool failed_ = false;
};

Result<std::unique_ptr<RunStore>> RunStore::open(const std::filesystem::path& folder) {
  std::error_code made;
  if (std::filesystem::create_directories(folder, made))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, made);
  auto lock = FileLock::make_now(folder / "master.lock");
  if (!lock)
    return Error{
        folder.string() +
        " is in use by another master, or cannot be written: give each its own --data-dir"};
  std::unique_ptr<RunStore> store(new RunStore(folder / "runs.sqlite", std::move(*lock)));
  const mode_t mask = ::umask(S_IRWXG | S_IRWXO);
  const int opened =
      sqlite3_open_v2(store->path_.c_str(), &store->database_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  const auto prepared = opened == SQLITE_OK ? store->prepare_tables()
                                            : Result<void>(store->error("cannot be opened"));
  ::umask(mask);
  if (!prepared) return prepared.error();
  return store;
}

RunStore::RunStore(std::filesystem::path path, FileLock lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

RunStore::~RunStore() {
  sqlite3_close(database_);
}

Error RunStore::error(const std::string& what) const {
  return Error{path_.string() + " " + what + ": " + sqlite3_errmsg(database_)};
}

Result<void> RunStore::execute(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return error("cannot be written");
  return {};
}

// The write-ahead log is synced by the kernel: an entry outlives the process at once, and the machine
// a little later.
Result<void> RunStore::prepare_tables() {
  return execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;"
      "CREATE TABLE IF NOT EXISTS runs (epoch INTEGER PRIMARY KEY, phase INTEGER NOT NULL,"
      "  standing TEXT NOT NULL);"
      "CREATE TABLE IF NOT EXISTS slaves (epoch INTEGER NOT NULL, id TEXT NOT NULL,"
      "  standing TEXT NOT NULL, PRIMARY KEY (epoch, id)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,"
      "  time_us INTEGER NOT NULL, is_minute INTEGER NOT NULL, bytes BLOB NOT NULL);"
      "CREATE INDEX IF NOT EXISTS entries_of_runs ON entries (epoch, is_minute, number);"
      "CREATE TABLE IF NOT EXISTS row_messages (number INTEGER PRIMARY KEY,"
      "  epoch INTEGER NOT NULL, slave TEXT NOT NULL, frame BLOB NOT NULL);"
      "CREATE INDEX IF NOT EXISTS row_messages_of_runs ON row_messages (epoch, number);");
}

Result<void> RunStore::transact(const std::function<Result<void>()>& work) {
  const std::lock_guard lock(mutex_);
  if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return begun;
  Result<void> done = work();
  if (done) done = execute("COMMIT");
  if (!done) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

Result<void> RunStore::write(const JournalEntry& entry) {
  if (auto written = transact([&] { return write_all(entry); }); !written) return written;
  const bool is_over = entry.run.phase == RunStanding::Phase::over;
  if (entry.time - last_compaction_ < kCompactionPeriod && !is_over) return {};
  last_compaction_ = entry.time;
  // Apart, as the entry is there whatever becomes of this; it is tried again.
  transact([&] { return put_together(entry.run.epoch, entry.time - kWholeSeconds, is_over); });
  return {};
}

Result<void> RunStore::write_all(const JournalEntry& entry) {
  const std::uint64_t epoch = entry.run.epoch;
  Statement run(database_, "INSERT OR REPLACE INTO runs VALUES (?, ?, ?)");
  const std::string run_text = json_of(entry.run);
  run.bind(epoch).bind(std::int64_t{static_cast<int>(entry.run.phase)}).bind(run_text);
  if (!run.run()) return error("cannot be written");
  for (const SlaveStanding& slave : entry.slaves) {
    Statement row(database_, "INSERT OR REPLACE INTO slaves VALUES (?, ?, ?)");
    const std::string text = json_of(slave);
    if (!row.bind(epoch).bind(slave.id).bind(text).run()) return error("cannot be written");
  }
  Statement row(database_,
                "INSERT INTO entries (epoch, time_us, is_minute, bytes) VALUES (?, ?, 0, ?)");
  const std::string bytes = bytes_of(entry);
  if (!row.bind(epoch).bind(us_of(entry.time)).bind_bytes(bytes).run())
    return error("cannot be written");
  return {};
}

/// Also forgets the oldest runs.
Result<void> RunStore::put_together(std::uint64_t epoch, WallTime before, bool is_over) {
  struct Minute {
    std::int64_t last_number = 0;
    JournalEntry entry;
  };
  std::map<std::int64_t, Minute> minutes;
  Statement rows(database_,
                 "SELECT number, time_us, bytes FROM entries WHERE epoch = ? AND is_minute = 0 "
                 "AND time_us < ? ORDER BY number");
  rows.bind(epoch).bind(us_of(std::chrono::floor<std::chrono::minutes>(before)));
  while (rows.next()) {
    auto entry = parse_entry(rows.text(2));
    if (!entry) return Error{path_.string() + ": " + entry.error().what};
    const std::int64_t minute = rows.number(1) / us_of(WallTime(std::chrono::minutes(1)));
    const auto [at, is_new] = minutes.try_emplace(minute);
    at->second.last_number = rows.number(0);
    if (is_new)
      at->second.entry = std::move(*entry);
    else
      append(at->second.entry, *entry);
  }
  if (rows.failed()) return error("cannot be read");
  for (const auto& [minute, content] : minutes) {
    Statement gone(database_,
                   "DELETE FROM entries WHERE epoch = ? AND is_minute = 0 AND number <= ?");
    if (!gone.bind(epoch).bind(content.last_number).run()) return error("cannot be written");
    Statement row(database_, "INSERT INTO entries VALUES (?, ?, ?, 1, ?)");
    const std::string bytes = bytes_of(content.entry);
    row.bind(content.last_number).bind(epoch).bind(us_of(content.entry.time)).bind_bytes(bytes);
    if (!row.run()) return error("cannot be written");
  }
  if (is_over) {
    Statement gone(database_, "DELETE FROM row_messages WHERE epoch = ?");
    if (!gone.bind(epoch).run()) return error("cannot be written");
  }
  const std::string oldest = "(SELECT epoch FROM runs ORDER BY epoch DESC LIMIT -1 OFFSET " +
                             std::to_string(kMaxRuns) + ")";
  for (const char* table : {"entries", "slaves", "row_messages", "runs"}) {
    const std::string sql = "DELETE FROM " + std::string(table) + " WHERE epoch IN " + oldest;
    if (auto done = execute(sql.c_str()); !done) return done;
  }
  return {};
}

Result<void> RunStore::write_row_message(std::uint64_t epoch, const std::string& slave,
                                         std::string_view frame) {
  const std::lock_guard lock(mutex_);
  Statement row(database_, "INSERT INTO row_messages (epoch, slave, frame) VALUES (?, ?, ?)");
  if (!row.bind(epoch).bind(slave).bind_bytes(frame).run()) return error("cannot be written");
  return {};
}

Result<std::optional<RunStanding>> RunStore::unfinished() {
  Statement row(database_, "SELECT standing, phase FROM runs ORDER BY epoch DESC LIMIT 1");
  const bool found = row.next();
  if (row.failed()) return error("cannot be read");
  if (!found || row.number(1) == static_cast<int>(RunStanding::Phase::over))
    return std::optional<RunStanding>();
  auto run = parse_run(row.text(0));
  if (!run) return Error{path_.string() + ": " + run.error().what};
  return std::optional<RunStanding>(std::move(*run));
}

Result<void> RunStore::give_up(std::uint64_t epoch, const std::string& reason) {
  auto run = unfinished();
  if (!run) return run.error();
  if (!run.value() || run.value()->epoch != epoch) return {};
  run.value()->phase = RunStanding::Phase::over;
  run.value()->broken = true;
  run.value()->reason = reason;
  Statement row(database_, "INSERT OR REPLACE INTO runs VALUES (?, ?, ?)");
  const std::string text = json_of(*run.value());
  row.bind(epoch).bind(std::int64_t{static_cast<int>(run.value()->phase)}).bind(text);
  return row.run() ? Result<void>() : error("cannot be written");
}

Result<void> RunStore::read(std::uint64_t epoch,
                            const std::function<void(const JournalEntry&)>& on_entry) {
  std::vector<SlaveStanding> slaves;
  Statement slave_rows(database_, "SELECT standing FROM slaves WHERE epoch = ?");
  slave_rows.bind(epoch);
  while (slave_rows.next()) {
    auto slave = parse_slave(slave_rows.text(0));
    if (!slave) return Error{path_.string() + ": " + slave.error().what};
    slaves.push_back(std::move(*slave));
  }
  Statement rows(database_, "SELECT bytes FROM entries WHERE epoch = ? ORDER BY number");
  rows.bind(epoch);
  while (rows.next()) {
    auto entry = parse_entry(rows.text(0));
    if (!entry) return Error{path_.string() + ": " + entry.error().what};
    entry->slaves = std::exchange(slaves, {});
    on_entry(*entry);
  }
  return rows.failed() || slave_rows.failed() ? error("cannot be read") : Result<void>();
}

Result<void> RunStore::read_row_messages(
    std::uint64_t epoch,
    const std::function<void(const std::string& slave, std::string_view frame)>& on_message) {
  Statement rows(database_,
                 "SELECT slave, frame FROM row_messages WHERE epoch = ? ORDER BY number");
  rows.bind(epoch);
  while (rows.next()) on_message(std::string(rows.text(0)), rows.text(1));
  return rows.failed() ? error("cannot be read") : Result<void>();
}

}  // namespace acrida
