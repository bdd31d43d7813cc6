// CsvFiles: the six files of --csv.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// The files of CsvFiles but the history.
Result<void> write_csv_tables(const std::string& prefix, const RunView& view);

/// PREFIX_stats.csv, _failures.csv, _exceptions.csv, _generator.csv and _metrics.csv (its header
/// only when the test has none) are replaced whole, so that a reader never sees half a table; PREFIX_stats_history.csv
/// grows by whole rows, flushed each time.
class CsvFiles final {
 public:
  /// The error names the file and the cause.
  static Result<CsvFiles> open(const std::string& prefix, bool full_history);

  /// Empties the history, for a new run.
  Result<void> restart_history();
  /// One second of a run: all files.
  Result<void> write(const RunView& view);
  /// The tables only.
  Result<void> write_tables(const RunView& view) { return write_csv_tables(prefix_, view); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  CsvFiles(std::string prefix, bool full_history)
      : prefix_(std::move(prefix)), full_history_(full_history) {}

  std::string prefix_;
  bool full_history_;
  std::unique_ptr<std::FILE, Close> history_;
};

/// Replaces a file by a new one of this content, at once.
Result<void> replace_file(const std::string& path, const std::string& content);

}  // namespace acrida
