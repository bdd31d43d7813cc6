// RunArchive: the runs of a master for those who look at them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "master/history/archived_view.hpp"
#include "master/history/entry_span.hpp"
#include "master/history/run_file.hpp"
#include "master/history/run_summary.hpp"
#include "master/run/journal_entry.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// A change of what people write on a run; what is not named stays.
struct LabelEdit {
  std::optional<std::string> name;
  std::optional<std::string> note;
  std::optional<std::vector<std::string>> tags;
  std::optional<bool> star;
};

/// Reads and edits beside a master that writes, over a connection of its own: what is read at one call
/// is of one moment. One user at a time. Errors are one line. Long calls (a second or so for a run of a
/// day with hundreds of names): view, rows, points of a name, entries.
///
///   auto archive = RunArchive::open(data_dir);
///   if (!archive) return archive.error();
///   for (const ArchivedRun& run : archive->list(20).value()) ...
class RunArchive {
 public:
  /// Error: there are no runs in the folder.
  static Result<RunArchive> open(const std::filesystem::path& folder);

  /// Makes it when there is none.
  static Result<RunArchive> make(const std::filesystem::path& folder);

  /// The newest first; with `before`, those with lower numbers.
  Result<std::vector<ArchivedRun>> list(std::size_t limit,
                                        std::optional<std::uint64_t> before = {});
  Result<ArchivedRun> find(std::uint64_t id);
  /// By its number, "latest", or the name that somebody gave it if no other has it.
  Result<ArchivedRun> find(std::string_view text);

  /// How it was started, without the values of secrets.
  Result<RunStanding> standing(const ArchivedRun& run);
  Result<RunView> view(const ArchivedRun& run, const RunWindow& window = {});
  /// See read_course().
  Result<void> course(const ArchivedRun& run, const std::function<void(const RunView&)>& on_view);
  Result<std::vector<TimelinePoint>> points(const ArchivedRun& run);
  Result<std::vector<TimelinePoint>> points(const ArchivedRun& run, const std::string& method,
                                            const std::string& name);
  /// The sums of the run as finely as they are kept, but not finer than `step` where coarser ones do.
  Result<void> entries(
      const ArchivedRun& run, std::chrono::seconds step,
      const std::function<void(const JournalEntry&, const EntrySpan& span)>& on_entry);

  /// Error: the label is too long.
  Result<void> edit(const ArchivedRun& run, const LabelEdit& edit);
  /// Error: a master is at work on it, or may go on with it.
  Result<void> remove(const ArchivedRun& run);

  RunFile& file() { return *file_; }

 private:
  explicit RunArchive(std::unique_ptr<RunFile> file) : file_(std::move(file)) {}
  /// Of one moment of the file.
  template <class Read>
  auto at_once(Read read) -> decltype(read());
  Result<std::vector<ArchivedRun>> select(const std::string& condition, std::int64_t value,
                                          std::string_view text, std::size_t limit);

  std::unique_ptr<RunFile> file_;
};

}  // namespace acrida
