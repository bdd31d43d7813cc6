// Results: where a run's numbers go: terminal and files.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/options.hpp"
#include "master/report/csv_files.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Prints and writes what the options ask for. `options` outlives it. Errors are one line.
class Results final {
 public:
  static constexpr std::chrono::seconds kTableInterval{2};

  explicit Results(const MasterOptions& options) : options_(options) {}

  /// Before anything starts: a file that cannot be written is found out now.
  Result<void> open();
  void run_started();
  /// Once a second.
  void show(const RunView& view, Instant now);
  /// `view` with details.
  Result<void> run_finished(const RunView& view);
  /// The end of the process: the last tables; `view` with details.
  Result<void> finish(const RunView& view);

  /// The file behind /stats/requests_full_history/csv; "" = there is none.
  std::string full_history_file() const;

 private:
  Result<void> write_files(const RunView& view);
  std::string html_path(const RunView& view) const;

  const MasterOptions& options_;
  std::optional<CsvFiles> csv_;
  std::optional<Instant> next_table_;
};

}  // namespace acrida
