// CsvFiles: the six files of --csv.
#include "master/report/csv_files.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "master/report/csv.hpp"

namespace acrida {
namespace {

Error cannot_write(const std::string& path) {
  return Error{"cannot write " + path + ": " + std::strerror(errno)};
}

}  // namespace

Result<void> replace_file(const std::string& path, const std::string& content) {
  const std::string fresh = path + ".part";
  std::FILE* file = std::fopen(fresh.c_str(), "wb");
  if (file == nullptr) return cannot_write(path);
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  if (std::fclose(file) != 0 || !written) return cannot_write(path);
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return cannot_write(path);
  return {};
}

Result<CsvFiles> CsvFiles::open(const std::string& prefix, bool full_history) {
  CsvFiles files(prefix, full_history);
  if (auto started = files.restart_history(); !started) return started.error();
  if (auto written = files.write_tables(RunView{}); !written) return written.error();
  return files;
}

Result<void> CsvFiles::restart_history() {
  const std::string path = prefix_ + "_stats_history.csv";
  history_.reset(std::fopen(path.c_str(), "wb"));
  if (!history_) return cannot_write(path);
  const std::string header = history_csv_header();
  std::fwrite(header.data(), 1, header.size(), history_.get());
  return std::fflush(history_.get()) == 0 ? Result<void>() : cannot_write(path);
}

Result<void> CsvFiles::write(const RunView& view) {
  const std::string rows = history_csv_rows(view, full_history_);
  const bool written = std::fwrite(rows.data(), 1, rows.size(), history_.get()) == rows.size();
  if (std::fflush(history_.get()) != 0 || !written) {
    return cannot_write(prefix_ + "_stats_history.csv");
  }
  return write_tables(view);
}

Result<void> write_csv_tables(const std::string& prefix, const RunView& view) {
  if (auto done = replace_file(prefix + "_stats.csv", requests_csv(view)); !done) return done;
  if (auto done = replace_file(prefix + "_failures.csv", failures_csv(view)); !done) return done;
  if (auto done = replace_file(prefix + "_metrics.csv", metrics_csv(view)); !done) return done;
  if (auto done = replace_file(prefix + "_generator.csv", generator_csv(view)); !done) return done;
  return replace_file(prefix + "_exceptions.csv", exceptions_csv(view));
}

}  // namespace acrida
