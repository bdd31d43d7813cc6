// ArchiveComparison: runs of the archive, compared.
#include "master/runs/archive_comparison.hpp"

#include "master/compare/steady_window.hpp"

namespace acrida {
namespace {

/// So many sums are in a block, so that it begins and ends about where it should.
constexpr std::int64_t kSumsInBlock = 6;

std::int64_t second_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

Result<ComparedRun> load(RunArchive& archive, const ArchivedRun& run) {
  ComparedRun loaded;
  loaded.id = run.id;
  loaded.host = run.summary.host;
  loaded.test_hash = run.test_hash;
  loaded.users = run.summary.users;
  loaded.slaves = run.summary.slaves;
  loaded.is_generator_bad = run.summary.verdict > GeneratorVerdict::valid;
  const auto points = archive.points(run);
  if (!points) return points.error();
  RunBlocks blocks(steady_window(points.value()));
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

}  // namespace

Result<std::vector<Comparison>> compare(RunArchive& archive, std::span<const ArchivedRun> runs) {
  if (runs.size() < 2 || runs.size() > kMostComparedRuns)
    return Error{"name two to " + std::to_string(kMostComparedRuns) + " runs to compare"};
  const auto base = load(archive, runs.front());
  if (!base) return base.error();
  std::vector<Comparison> comparisons;
  for (const ArchivedRun& run : runs.subspan(1)) {
    const auto other = load(archive, run);
    if (!other) return other.error();
    comparisons.push_back(compare(base.value(), other.value()));
  }
  return comparisons;
}

}  // namespace acrida
