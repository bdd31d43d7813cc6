// ArchiveComparison: runs of the archive, compared.
#include "master/runs/archive_comparison.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "master/compare/steady_window.hpp"

namespace acrida {
namespace {

/// So many sums are in a block, so that it begins and ends about where it should.
constexpr std::int64_t kSumsInBlock = 6;
constexpr std::chrono::hours kCoarsest{1};

std::int64_t second_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// The second of the first marker of each text.
using MarkerSeconds = std::map<std::string, std::int64_t>;

Result<MarkerSeconds> read_markers(RunArchive& archive, const ArchivedRun& run) {
  MarkerSeconds markers;
  const auto read =
      archive.entries(run, kCoarsest, [&](const JournalEntry& entry, const EntrySpan&) {
        for (const Marker& marker : entry.markers)
          if (!marker.text.empty()) markers.emplace(marker.text, second_of(marker.time));
      });
  if (!read) return read.error();
  return markers;
}

/// The window, and where its seconds count from.
Result<ComparedWindow> window_of(RunArchive& archive, const ArchivedRun& run,
                                 const ComparedPart& part, const MarkerSeconds& markers) {
  const auto points = archive.points(run);
  if (!points) return points.error();
  ComparedWindow window;
  window.id = run.id;
  window.zero_second = second_of(run.summary.started_at);
  window.span = steady_window(points.value());
  if (!part.marker.empty()) {
    const auto found = markers.find(part.marker);
    if (found == markers.end())
      return Error{"run " + std::to_string(run.id) + " has no marker '" + part.marker + "'"};
    window.zero_second = found->second;
    window.span.begin = std::max(window.span.begin, window.zero_second);
  }
  if (part.from_s) window.span.begin = window.zero_second + *part.from_s;
  if (part.to_s) window.span.end = window.zero_second + *part.to_s;
  window.span.end = std::max(window.span.begin, window.span.end);
  return window;
}

Result<ComparedRun> load(RunArchive& archive, const ArchivedRun& run, TimeSpan window) {
  ComparedRun loaded;
  loaded.id = run.id;
  loaded.host = run.summary.host;
  loaded.test_hash = run.test_hash;
  loaded.users = run.summary.users;
  loaded.slaves = run.summary.slaves;
  loaded.is_generator_bad = run.summary.generator > GeneratorVerdict::valid;
  RunBlocks blocks(window);
  std::int64_t begin = second_of(run.summary.started_at);
  const std::chrono::seconds step(blocks.block_s() / kSumsInBlock);
  const auto read =
      archive.entries(run, step, [&](const JournalEntry& entry, const EntrySpan& span) {
        const std::int64_t end = second_of(span.time);
        blocks.add({begin, end}, entry.sums);
        begin = end;
      });
  if (!read) return read.error();
  loaded.names = blocks.names();
  loaded.blocks = blocks.take();
  return loaded;
}

void keep_common(std::vector<std::string>& texts, const MarkerSeconds& markers) {
  std::erase_if(texts, [&](const std::string& text) { return !markers.contains(text); });
}

}  // namespace

Result<ArchiveComparison> compare(RunArchive& archive, std::span<const ArchivedRun> runs,
                                  const ComparedPart& part) {
  if (runs.size() < 2 || runs.size() > kMostComparedRuns)
    return Error{"name two to " + std::to_string(kMostComparedRuns) + " runs to compare"};
  ArchiveComparison all;
  std::optional<ComparedRun> base;
  for (const ArchivedRun& run : runs) {
    const auto markers = read_markers(archive, run);
    if (!markers) return markers.error();
    if (!base)
      for (const auto& [text, second] : markers.value()) all.markers.push_back(text);
    keep_common(all.markers, markers.value());
    auto window = window_of(archive, run, part, markers.value());
    if (!window) return window.error();
    auto loaded = load(archive, run, window->span);
    if (!loaded) return loaded.error();
    window->curve = percentile_curve(loaded->blocks);
    all.windows.push_back(std::move(*window));
    if (base)
      all.comparisons.push_back(compare(*base, loaded.value()));
    else
      base = std::move(*loaded);
  }
  return all;
}

}  // namespace acrida
