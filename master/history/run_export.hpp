// RunExport: one run as one file that another archive takes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "core/base/result.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

/// Of a file that is taken in, which may be anything; beyond them it is refused.
inline constexpr std::size_t kMaxImportedEntries = 100'000;
inline constexpr std::size_t kMaxImportedBytes = std::size_t{4} << 30;  // uncompressed

/// Writes gzip of JSON lines: the run, an object for each entry in the finest form that is kept, and a
/// line that says how many there were. The file is replaced at once.
Result<void> export_run(RunArchive& archive, const ArchivedRun& run,
                        const std::filesystem::path& file);

/// Checks everything before any of it can be seen; the higher levels are made anew. The number of the
/// new run. Error: the file is no such export or damaged, or the run is there already.
Result<std::uint64_t> import_run(RunArchive& archive, const std::filesystem::path& file);

}  // namespace acrida
