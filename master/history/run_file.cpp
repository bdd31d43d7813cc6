// RunFile: a connection to the file of the runs, and its tables.
#include "master/history/run_file.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace acrida {
namespace {

constexpr const char* kTables =
    "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, epoch INTEGER NOT NULL UNIQUE,"
    "  phase INTEGER NOT NULL, is_foreign INTEGER NOT NULL DEFAULT 0,"
    "  star INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '',"
    "  tags TEXT NOT NULL DEFAULT '[]', summary TEXT NOT NULL DEFAULT '',"
    "  note TEXT NOT NULL DEFAULT '', standing TEXT NOT NULL);"
    "CREATE TABLE views (epoch INTEGER PRIMARY KEY, view TEXT NOT NULL);"
    "CREATE TABLE slaves (epoch INTEGER NOT NULL, id TEXT NOT NULL,"
    "  standing TEXT NOT NULL, PRIMARY KEY (epoch, id)) WITHOUT ROWID;"
    "CREATE TABLE seconds (epoch INTEGER NOT NULL, second INTEGER NOT NULL,"
    "  requests INTEGER NOT NULL, failures INTEGER NOT NULL,"
    "  PRIMARY KEY (epoch, second)) WITHOUT ROWID;"
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,"
    "  level INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  time_us INTEGER NOT NULL, point BLOB NOT NULL DEFAULT '', bytes BLOB NOT NULL);"
    "CREATE INDEX entries_of_runs ON entries (epoch, level, last);"
    "CREATE TABLE row_messages (number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,"
    "  slave TEXT NOT NULL, frame BLOB NOT NULL);"
    "CREATE INDEX row_messages_of_runs ON row_messages (epoch, number);"
    "PRAGMA user_version = 2;";

/// Of the first version, which had no number: its tables get out of the way of the new ones.
constexpr const char* kSetFirstVersionAside =
    "DROP INDEX IF EXISTS entries_of_runs; DROP INDEX IF EXISTS row_messages_of_runs;"
    "ALTER TABLE runs RENAME TO old_runs; ALTER TABLE slaves RENAME TO old_slaves;"
    "ALTER TABLE entries RENAME TO old_entries;"
    "ALTER TABLE row_messages RENAME TO old_row_messages;";
constexpr const char* kTakeFirstVersionOver =
    "INSERT INTO runs (epoch, phase, standing)"
    "  SELECT epoch, phase, standing FROM old_runs ORDER BY epoch;"
    "INSERT INTO slaves SELECT epoch, id, standing FROM old_slaves;"
    "INSERT INTO entries (number, epoch, level, first, last, time_us, bytes)"
    "  SELECT number, epoch, is_minute * 2, number, number, time_us, bytes FROM old_entries;"
    "INSERT INTO row_messages SELECT number, epoch, slave, frame FROM old_row_messages;"
    "DROP TABLE old_runs; DROP TABLE old_slaves; DROP TABLE old_entries;"
    "DROP TABLE old_row_messages;";

/// The write-ahead log is cut down to this after a large transaction.
constexpr const char* kSettings =
    "PRAGMA busy_timeout = 5000; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA trusted_schema = OFF;";

constexpr int kForgottenAtOnce = 64;  // entries

}  // namespace

SqlStatement::SqlStatement(sqlite3* database, const char* sql) {
  failed_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK;
}

SqlStatement::~SqlStatement() {
  sqlite3_finalize(statement_);
}

SqlStatement& SqlStatement::bind(std::int64_t number) {
  failed_ |= sqlite3_bind_int64(statement_, ++bound_, number) != SQLITE_OK;
  return *this;
}

SqlStatement& SqlStatement::bind(std::optional<std::int64_t> number) {
  if (number) return bind(*number);
  failed_ |= sqlite3_bind_null(statement_, ++bound_) != SQLITE_OK;
  return *this;
}

SqlStatement& SqlStatement::bind(std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  failed_ |= sqlite3_bind_text64(statement_, ++bound_, data, text.size(), SQLITE_STATIC,
                                 SQLITE_UTF8) != SQLITE_OK;
  return *this;
}

SqlStatement& SqlStatement::bind_bytes(std::string_view bytes) {
  failed_ |= sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC) !=
             SQLITE_OK;
  return *this;
}

bool SqlStatement::run() {
  return !failed_ && sqlite3_step(statement_) == SQLITE_DONE;
}

bool SqlStatement::next() {
  if (failed_) return false;
  const int step = sqlite3_step(statement_);
  failed_ = step != SQLITE_ROW && step != SQLITE_DONE;
  return step == SQLITE_ROW;
}

bool SqlStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqlStatement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view SqlStatement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<std::unique_ptr<RunFile>> RunFile::open(const std::filesystem::path& folder) {
  std::error_code made;
  if (std::filesystem::create_directories(folder, made))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, made);
  std::unique_ptr<RunFile> file(new RunFile(folder / "runs.sqlite"));
  const mode_t mask = ::umask(S_IRWXG | S_IRWXO);
  const Result<void> connected = file->connect();
  ::umask(mask);
  if (!connected) return connected.error();
  return file;
}

Result<std::unique_ptr<RunFile>> RunFile::open_existing(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder / "runs.sqlite", error))
    return Error{"there are no runs in " + folder.string() +
                 ": a master keeps them in its --data-dir"};
  return open(folder);
}

Result<void> RunFile::connect() {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  if (sqlite3_open_v2(path_.c_str(), &database_, flags, nullptr) != SQLITE_OK)
    return error("cannot be opened");
  if (auto set = execute(kSettings); !set) return set;
  return prepare_tables();
}

RunFile::~RunFile() {
  sqlite3_close(database_);
}

Error RunFile::error(const std::string& what) const {
  return Error{path_.string() + " " + what + ": " + sqlite3_errmsg(database_)};
}

Result<void> RunFile::execute(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return cannot_write();
  return {};
}

Result<std::int64_t> RunFile::pragma(const char* sql) {
  SqlStatement statement(database_, sql);
  if (!statement.next()) return cannot_read();
  return statement.number(0);
}

/// 0: the file is empty.
Result<int> RunFile::schema_version() {
  const auto number = pragma("PRAGMA user_version");
  if (!number) return number.error();
  if (number.value() != 0) return static_cast<int>(number.value());
  const auto has_runs = pragma("SELECT count(*) FROM sqlite_master WHERE name = 'runs'");
  if (!has_runs) return has_runs.error();
  return static_cast<int>(has_runs.value());
}

Result<void> RunFile::prepare_tables() {
  const auto version = schema_version();
  if (!version) return version.error();
  if (version.value() == kSchemaVersion) return {};
  return transact([&]() -> Result<void> {
    const auto now = schema_version();  // another may have been faster
    if (!now) return now.error();
    return migrate(now.value());
  });
}

Result<void> RunFile::migrate(int version) {
  if (version == kSchemaVersion) return {};
  if (version < 0 || version > kSchemaVersion)
    return Error{path_.string() + " is of a newer version of acrida (its format is " +
                 std::to_string(version) + "): use that one, or another --data-dir"};
  if (version == 0) return execute(kTables);
  if (auto done = execute(kSetFirstVersionAside); !done) return done;
  if (auto done = execute(kTables); !done) return done;
  return execute(kTakeFirstVersionOver);
}

Result<void> RunFile::transact(const std::function<Result<void>()>& work) {
  if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return begun;
  Result<void> done = work();
  if (done) done = execute("COMMIT");
  if (!done) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

std::int64_t RunFile::changes() const {
  return sqlite3_changes(database_);
}

Result<std::uint64_t> RunFile::used_bytes() {
  const auto size = pragma("PRAGMA page_size");
  const auto pages = pragma("PRAGMA page_count");
  const auto free = pragma("PRAGMA freelist_count");
  if (!size || !pages || !free) return cannot_read();
  return static_cast<std::uint64_t>(size.value() * (pages.value() - free.value()));
}

Result<void> RunFile::forget(std::uint64_t epoch) {
  const auto run = [&](const char* sql) -> Result<void> {
    SqlStatement statement(database_, sql);
    return statement.bind(epoch).run() ? Result<void>() : cannot_write();
  };
  if (auto hidden = run("UPDATE runs SET phase = 3 WHERE epoch = ?"); !hidden) return hidden;
  static_assert(kHidden == 3);
  const std::string some =
      "DELETE FROM entries WHERE number IN (SELECT number FROM entries WHERE epoch = ? LIMIT " +
      std::to_string(kForgottenAtOnce) + ")";
  do {
    if (auto gone = run(some.c_str()); !gone) return gone;
  } while (changes() > 0);
  for (const char* sql :
       {"DELETE FROM seconds WHERE epoch = ?", "DELETE FROM slaves WHERE epoch = ?",
        "DELETE FROM row_messages WHERE epoch = ?", "DELETE FROM views WHERE epoch = ?",
        "DELETE FROM runs WHERE epoch = ?"}) {
    if (auto gone = run(sql); !gone) return gone;
  }
  return give_pages_back();
}

/// Some at a time; a file of the first version keeps them and fills them again.
Result<void> RunFile::give_pages_back() {
  for (std::int64_t before = INT64_MAX;;) {
    const auto free = pragma("PRAGMA freelist_count");
    if (!free) return free.error();
    if (free.value() == 0 || free.value() >= before) return {};
    before = free.value();
    if (auto done = execute("PRAGMA incremental_vacuum(2000)"); !done) return done;
  }
}

Result<void> RunFile::forget_hidden() {
  std::vector<std::uint64_t> epochs;
  {
    SqlStatement rows(database_, "SELECT epoch FROM runs WHERE phase = 3");
    while (rows.next()) epochs.push_back(static_cast<std::uint64_t>(rows.number(0)));
    if (rows.failed()) return cannot_read();
  }
  for (const std::uint64_t epoch : epochs)
    if (auto gone = forget(epoch); !gone) return gone;
  return {};
}

}  // namespace acrida
