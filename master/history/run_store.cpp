// RunStore: the journal of a master's runs, in a file that survives it.
#include "master/history/run_store.hpp"

#include <utility>
#include <vector>

#include "master/history/archived_view.hpp"
#include "master/history/entry_text.hpp"
#include "master/history/run_summary.hpp"
#include "master/history/view_text.hpp"

namespace acrida {
namespace {

/// Of so much time before its end a run is read again by seconds.
constexpr std::chrono::minutes kWholeSeconds{10};
constexpr std::chrono::minutes kRollUpPeriod{1};

}  // namespace

Result<std::unique_ptr<RunStore>> RunStore::open(const std::filesystem::path& folder,
                                                 RunLimits limits) {
  std::error_code made;
  if (std::filesystem::create_directories(folder, made))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, made);
  auto lock = FileLock::make_now(folder / "master.lock");
  if (!lock)
    return Error{
        folder.string() +
        " is in use by another master, or cannot be written: give each its own --data-dir"};
  auto file = RunFile::open(folder);
  if (!file) return file.error();
  std::unique_ptr<RunStore> store(new RunStore(std::move(*file), std::move(*lock), limits));
  if (auto done = store->file_->forget_hidden(); !done) return done.error();
  if (auto done = store->complete_old_runs(); !done) return done.error();
  if (auto done = store->make_room(); !done) return done.error();
  return store;
}

/// Those that came from an older version, or whose master was killed before it wrote a summary.
Result<void> RunStore::complete_old_runs() {
  std::vector<std::uint64_t> epochs;
  SqlStatement rows(file_->database(), "SELECT epoch FROM runs WHERE summary = '' AND phase = ?");
  rows.bind(std::int64_t{static_cast<int>(RunStanding::Phase::over)});
  while (rows.next()) epochs.push_back(static_cast<std::uint64_t>(rows.number(0)));
  if (rows.failed()) return file_->cannot_read();
  for (const std::uint64_t epoch : epochs) {
    const Result<void> completed = transact([&] { return EntryTable(*file_, epoch).complete(); });
    const auto view = read_view(*file_, epoch);
    if (!completed || !view) continue;  // a damaged run is listed without figures
    if (auto done = write_view(epoch, view.value()); !done) return done;
  }
  return {};
}

Result<void> RunStore::transact(const std::function<Result<void>()>& work) {
  const std::lock_guard lock(mutex_);
  return file_->transact(work);
}

EntryTable& RunStore::table(std::uint64_t epoch) {
  if (!table_ || table_epoch_ != epoch) table_.emplace(*file_, epoch);
  table_epoch_ = epoch;
  return *table_;
}

Result<void> RunStore::write(const JournalEntry& entry) {
  const std::uint64_t epoch = entry.run.epoch;
  if (auto written = transact([&] { return write_all(entry); }); !written) {
    const std::lock_guard lock(mutex_);
    table_.reset();  // the number it counted to was not taken
    return written;
  }
  const bool is_over = entry.run.phase == RunStanding::Phase::over;
  if (entry.time - last_roll_up_ < kRollUpPeriod && !is_over) return {};
  last_roll_up_ = entry.time;
  // Apart, as the entry is there whatever becomes of this; it is tried again.
  transact([&] { return table(epoch).roll_up(entry.time, is_over); });
  if (is_over) make_room();
  return {};
}

Result<void> RunStore::write_all(const JournalEntry& entry) {
  const std::uint64_t epoch = entry.run.epoch;
  if (auto done = write_standing(entry.run); !done) return done;
  for (const SlaveStanding& slave : entry.slaves) {
    SqlStatement row(file_->database(), "INSERT OR REPLACE INTO slaves VALUES (?, ?, ?)");
    const std::string text = json_of(slave);
    if (!row.bind(epoch).bind(slave.id).bind(text).run()) return file_->cannot_write();
  }
  if (entry.run.phase == RunStanding::Phase::over) {
    SqlStatement gone(file_->database(), "DELETE FROM row_messages WHERE epoch = ?");
    if (!gone.bind(epoch).run()) return file_->cannot_write();
  }
  return table(epoch).add(entry);
}

Result<void> RunStore::write_standing(const RunStanding& run) {
  const std::string text = json_of(run);
  const std::int64_t phase = static_cast<int>(run.phase);
  SqlStatement known(file_->database(), "UPDATE runs SET phase = ?, standing = ? WHERE epoch = ?");
  if (!known.bind(phase).bind(text).bind(run.epoch).run()) return file_->cannot_write();
  if (file_->changes() > 0) return {};
  SqlStatement fresh(file_->database(),
                     "INSERT INTO runs (phase, standing, epoch) VALUES (?, ?, ?)");
  return fresh.bind(phase).bind(text).bind(run.epoch).run() ? Result<void>()
                                                            : file_->cannot_write();
}

Result<void> RunStore::write_view(std::uint64_t epoch, const RunView& view) {
  const std::string text = view_text(view);
  const std::string summary = summary_text(summary_of(view));
  return transact([&]() -> Result<void> {
    SqlStatement row(file_->database(), "INSERT OR REPLACE INTO views VALUES (?, ?)");
    if (!row.bind(epoch).bind(text).run()) return file_->cannot_write();
    SqlStatement line(file_->database(), "UPDATE runs SET summary = ? WHERE epoch = ?");
    return line.bind(summary).bind(epoch).run() ? Result<void>() : file_->cannot_write();
  });
}

/// One run after the other, so that what is kept meanwhile does not wait for long.
Result<void> RunStore::make_room() {
  const auto oldest = [&](std::int64_t beyond) -> Result<std::optional<std::uint64_t>> {
    SqlStatement row(file_->database(),
                     "SELECT epoch FROM runs WHERE star = 0 AND phase = 2 AND id NOT IN"
                     " (SELECT id FROM runs WHERE phase <> 3 ORDER BY id DESC LIMIT ?)"
                     " ORDER BY id LIMIT 1");
    static_assert(static_cast<int>(RunStanding::Phase::over) == 2);
    const bool found = row.bind(beyond).next();
    if (row.failed()) return file_->cannot_read();
    if (!found) return std::optional<std::uint64_t>();
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(row.number(0)));
  };
  for (;;) {
    const std::lock_guard lock(mutex_);
    auto epoch = oldest(static_cast<std::int64_t>(limits_.max_runs));
    const auto used = file_->used_bytes();
    if (!epoch || !used) return file_->cannot_read();
    // The newest one stays however large it is.
    if (!epoch.value() && used.value() > limits_.max_bytes) epoch = oldest(1);
    if (!epoch) return epoch.error();
    if (!epoch.value()) return {};
    if (auto gone = file_->forget(*epoch.value()); !gone) return gone;
  }
}

Result<void> RunStore::write_row_message(std::uint64_t epoch, const std::string& slave,
                                         std::string_view frame) {
  const std::lock_guard lock(mutex_);
  SqlStatement row(file_->database(),
                   "INSERT INTO row_messages (epoch, slave, frame) VALUES (?, ?, ?)");
  if (!row.bind(epoch).bind(slave).bind_bytes(frame).run()) return file_->cannot_write();
  return {};
}

Result<std::optional<RunStanding>> RunStore::unfinished() {
  SqlStatement row(file_->database(),
                   "SELECT standing, phase FROM runs WHERE is_foreign = 0 AND phase <> 3"
                   " ORDER BY epoch DESC LIMIT 1");
  const bool found = row.next();
  if (row.failed()) return file_->cannot_read();
  if (!found || row.number(1) == static_cast<int>(RunStanding::Phase::over))
    return std::optional<RunStanding>();
  auto run = parse_run(row.text(0));
  if (!run) return Error{file_->path().string() + ": " + run.error().what};
  return std::optional<RunStanding>(std::move(*run));
}

Result<void> RunStore::give_up(std::uint64_t epoch, const std::string& reason) {
  auto run = unfinished();
  if (!run) return run.error();
  if (!run.value() || run.value()->epoch != epoch) return {};
  RunStanding& standing = *run.value();
  standing.phase = RunStanding::Phase::over;
  standing.broken = true;
  standing.reason = reason;
  Result<void> written = transact([&]() -> Result<void> {
    if (auto done = write_standing(standing); !done) return done;
    return table(epoch).roll_up(standing.kept_at, true);
  });
  if (!written) return written;
  const auto view = read_view(*file_, epoch);
  return view ? write_view(epoch, view.value()) : view.error();
}

Result<void> RunStore::read(std::uint64_t epoch,
                            const std::function<void(const JournalEntry&)>& on_entry) {
  std::vector<SlaveStanding> slaves;
  SqlStatement rows(file_->database(), "SELECT standing FROM slaves WHERE epoch = ?");
  rows.bind(epoch);
  while (rows.next()) {
    auto slave = parse_slave(rows.text(0));
    if (!slave) return Error{file_->path().string() + ": " + slave.error().what};
    slaves.push_back(std::move(*slave));
  }
  if (rows.failed()) return file_->cannot_read();
  EntryTable entries(*file_, epoch);
  auto spans = entries.spans();
  if (!spans) return spans.error();
  WallTime newest{};
  for (const EntrySpan& span : *spans) newest = std::max(newest, span.time);
  const auto chosen = cover(std::move(*spans), {}, [&](const EntrySpan& span, WallTime) {
    return span.level == 0 || (span.level <= kMinuteLevel && span.time < newest - kWholeSeconds);
  });
  return entries.read(chosen, [&](const JournalEntry& read, const EntrySpan&) {
    JournalEntry entry = read;
    entry.slaves = std::exchange(slaves, {});
    on_entry(entry);
  });
}

Result<void> RunStore::read_row_messages(
    std::uint64_t epoch,
    const std::function<void(const std::string& slave, std::string_view frame)>& on_message) {
  SqlStatement rows(file_->database(),
                    "SELECT slave, frame FROM row_messages WHERE epoch = ? ORDER BY number");
  rows.bind(epoch);
  while (rows.next()) on_message(std::string(rows.text(0)), rows.text(1));
  return rows.failed() ? file_->cannot_read() : Result<void>();
}

}  // namespace acrida
