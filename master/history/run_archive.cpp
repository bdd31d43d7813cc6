// RunArchive: the runs of a master for those who look at them.
#include "master/history/run_archive.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "master/history/entry_table.hpp"
#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

/// A master writes an entry each second: one that has not for so long is not there.
constexpr std::chrono::seconds kSilence{15};
/// For so long a master that is started again may go on with a run.
constexpr std::chrono::minutes kLongestAbsence{10};

WallTime now() {
  return std::chrono::system_clock::now();
}

std::string state_of(const RunStanding& run) {
  if (run.phase == RunStanding::Phase::over) return run.broken ? "broken" : "finished";
  return now() - run.kept_at > kSilence ? "interrupted" : "running";
}

/// id, epoch, is_foreign, star, name, tags, summary, note, standing
Result<ArchivedRun> run_of(const SqlStatement& row) {
  ArchivedRun run;
  run.id = static_cast<std::uint64_t>(row.number(0));
  run.epoch = static_cast<std::uint64_t>(row.number(1));
  run.is_foreign = row.number(2) != 0;
  run.label.star = row.number(3) != 0;
  run.label.name = row.text(4);
  run.label.tags = parse_tags(row.text(5));
  run.label.note = row.text(7);
  auto standing = parse_run(row.text(8));
  if (!standing) return standing.error();
  run.state = state_of(*standing);
  run.reason = standing->reason;
  run.test_hash = standing->test_hash;
  if (auto summary = parse_summary(row.text(6))) run.summary = std::move(*summary);
  run.summary.started_at = standing->started_at;
  // Of one that is on, or was cut off, the summary is some seconds old.
  if (standing->phase != RunStanding::Phase::over)
    run.summary.duration_s =
        std::chrono::duration<double>(standing->kept_at - standing->started_at).count();
  return run;
}

}  // namespace

Result<RunArchive> RunArchive::open(const std::filesystem::path& folder) {
  auto file = RunFile::open_existing(folder);
  if (!file) return file.error();
  return RunArchive(std::move(*file));
}

Result<RunArchive> RunArchive::make(const std::filesystem::path& folder) {
  auto file = RunFile::open(folder);
  if (!file) return file.error();
  return RunArchive(std::move(*file));
}

template <class Read>
auto RunArchive::at_once(Read read) -> decltype(read()) {
  if (auto begun = file_->execute("BEGIN"); !begun) return begun.error();
  auto result = read();
  file_->execute("COMMIT");
  return result;
}

Result<std::vector<ArchivedRun>> RunArchive::select(const std::string& condition,
                                                    std::int64_t value, std::string_view text,
                                                    std::size_t limit) {
  const std::string sql =
      "SELECT id, epoch, is_foreign, star, name, tags, summary, note, standing FROM runs"
      " WHERE phase <> 3 AND " +
      condition + " ORDER BY id DESC LIMIT ?";
  SqlStatement rows(file_->database(), sql.c_str());
  if (text.empty())
    rows.bind(value);
  else
    rows.bind(text);
  rows.bind(static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX)));
  std::vector<ArchivedRun> runs;
  while (rows.next()) {
    auto run = run_of(rows);
    if (!run) return Error{file_->path().string() + ": " + run.error().what};
    runs.push_back(std::move(*run));
  }
  if (rows.failed()) return file_->cannot_read();
  return runs;
}

Result<std::vector<ArchivedRun>> RunArchive::list(std::size_t limit,
                                                  std::optional<std::uint64_t> before) {
  const std::uint64_t bound = std::min<std::uint64_t>(before.value_or(INT64_MAX), INT64_MAX);
  return select("id < ?", static_cast<std::int64_t>(bound), "", limit);
}

Result<ArchivedRun> RunArchive::find(std::uint64_t id) {
  const std::uint64_t known = std::min<std::uint64_t>(id, INT64_MAX);
  auto runs = select("id = ?", static_cast<std::int64_t>(known), "", 1);
  if (!runs) return runs.error();
  if (runs->empty())
    return Error{"there is no run " + std::to_string(id) +
                 ": acrida runs list shows those that are"};
  return std::move(runs->front());
}

Result<ArchivedRun> RunArchive::find(std::string_view text) {
  std::uint64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (fault == std::errc() && end == text.data() + text.size()) return find(id);
  const bool is_latest = text == "latest" || text.empty();
  auto runs = is_latest ? list(1) : select("name = ?", 0, text, 2);
  if (!runs) return runs.error();
  if (runs->empty())
    return Error{"there is no run " + std::string(text) +
                 ": acrida runs list shows those that are"};
  if (runs->size() > 1)
    return Error{"several runs have the name " + std::string(text) + ": say the number of one"};
  return std::move(runs->front());
}

Result<RunStanding> RunArchive::standing(const ArchivedRun& run) {
  SqlStatement row(file_->database(), "SELECT standing FROM runs WHERE epoch = ?");
  if (!row.bind(run.epoch).next()) return file_->cannot_read();
  return parse_run(row.text(0));
}

Result<RunView> RunArchive::view(const ArchivedRun& run, const RunWindow& window) {
  return at_once([&] { return read_view(*file_, run.epoch, window); });
}

Result<void> RunArchive::course(const ArchivedRun& run,
                                const std::function<void(const RunView&)>& on_view) {
  return at_once([&] { return read_course(*file_, run.epoch, on_view); });
}

Result<std::vector<TimelinePoint>> RunArchive::points(const ArchivedRun& run) {
  return at_once([&] { return read_points(*file_, run.epoch); });
}

Result<std::vector<TimelinePoint>> RunArchive::points(const ArchivedRun& run,
                                                      const std::string& method,
                                                      const std::string& name) {
  return at_once([&] { return read_points(*file_, run.epoch, method, name); });
}

Result<void> RunArchive::entries(
    const ArchivedRun& run, std::chrono::seconds step,
    const std::function<void(const JournalEntry&, const EntrySpan&)>& on_entry) {
  return at_once([&]() -> Result<void> {
    EntryTable table(*file_, run.epoch);
    auto spans = table.spans();
    if (!spans) return spans.error();
    const auto chosen = cover(std::move(*spans), {}, [&](const EntrySpan& span, WallTime) {
      return kEntryLevels[static_cast<std::size_t>(span.level)].step <= step;
    });
    return table.read(chosen, on_entry);
  });
}

Result<void> RunArchive::edit(const ArchivedRun& run, const LabelEdit& edit) {
  RunLabel label;
  label.name = edit.name.value_or("");
  label.note = edit.note.value_or("");
  label.tags = edit.tags.value_or(std::vector<std::string>());
  if (const std::string fault = label.fault(); !fault.empty()) return Error{fault};
  return file_->transact([&]() -> Result<void> {
    const auto set = [&](const char* sql, const auto& value) -> Result<void> {
      SqlStatement row(file_->database(), sql);
      return row.bind(value).bind(run.epoch).run() ? Result<void>() : file_->cannot_write();
    };
    Result<void> done;
    if (edit.name) done = set("UPDATE runs SET name = ? WHERE epoch = ?", label.name);
    if (done && edit.note) done = set("UPDATE runs SET note = ? WHERE epoch = ?", label.note);
    const std::string tags = tags_text(label.tags);
    if (done && edit.tags) done = set("UPDATE runs SET tags = ? WHERE epoch = ?", tags);
    const std::int64_t star = edit.star.value_or(false) ? 1 : 0;
    if (done && edit.star) done = set("UPDATE runs SET star = ? WHERE epoch = ?", star);
    return done;
  });
}

Result<void> RunArchive::remove(const ArchivedRun& run) {
  const auto current = standing(run);
  if (!current) return current.error();
  const bool is_over = current.value().phase == RunStanding::Phase::over;
  if (!is_over && now() - current.value().kept_at < kLongestAbsence)
    return Error{
        "run " + std::to_string(run.id) +
        " is not over: a master is at work on it, or may go on with it within ten minutes"};
  return file_->forget(run.epoch);
}

}  // namespace acrida
