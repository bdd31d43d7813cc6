// Results: where a run's numbers go: terminal and files.
#include "master/results.hpp"

#include <cstdio>

#include <spdlog/spdlog.h>

#include "master/report/console.hpp"
#include "master/report/generator_json.hpp"
#include "master/report/json_results.hpp"
#include "master/report/junit.hpp"
#include "master/report/metric_tables.hpp"
#include "master/report/metrics_json.hpp"
#include "master/report/text_number.hpp"
#include "master/report/thresholds_json.hpp"
#include "master/runs/html_report.hpp"

namespace acrida {
namespace {

/// Calls come once a second, give or take this.
constexpr std::chrono::milliseconds kTimerSlack{300};

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
    at += with.size();
  }
}

std::string json_path(const MasterOptions& options) {
  const std::string& name = options.json_file;
  const bool has_ending = name.size() > 5 && name.substr(name.size() - 5) == ".json";
  return has_ending ? name : name + ".json";
}

}  // namespace

Result<void> Results::open() {
  if (!options_.csv_prefix.empty()) {
    auto files = CsvFiles::open(options_.csv_prefix, options_.csv_full_history);
    if (!files) return files.error();
    csv_ = std::move(*files);
  }
  return {};
}

void Results::run_started() {
  next_table_.reset();
  if (!csv_) return;
  if (auto started = csv_->restart_history(); !started) spdlog::error(started.error().what);
}

void Results::show(const RunView& view, Instant now) {
  if (!is_active(view.state) && view.state != RunState::kStopping) return;
  if (csv_) {
    if (auto written = csv_->write(view); !written) spdlog::error(written.error().what);
  }
  if (options_.only_summary || options_.json) return;
  if (!options_.headless && !options_.print_stats) return;
  if (next_table_ && now < *next_table_) return;
  next_table_ = now + kTableInterval - kTimerSlack;
  std::string tables = stats_table(view) + "\n";
  for (const std::string& table : {transaction_table(view), metric_table(view)})
    if (!table.empty()) tables += table + "\n";
  print(tables);
}

Result<void> Results::run_finished(const RunView& view) {
  return write_files(view);
}

Result<void> Results::finish(const RunView& view) {
  if (!view.start_time) return {};  // there was no run
  print(options_.json ? json_results(view) + "\n" : final_report(view));
  return write_files(view);
}

Result<void> Results::write_files(const RunView& view) {
  if (csv_) {
    if (auto done = csv_->write_tables(view); !done) return done;
  }
  if (!options_.html_file.empty()) {
    const auto page = html_report(view);
    if (!page) return page.error();
    if (auto done = replace_file(html_path(view), page.value()); !done) return done;
  }
  if (!options_.junit_file.empty()) {
    if (auto done = replace_file(options_.junit_file, junit_xml(view)); !done) return done;
  }
  if (!options_.json_file.empty()) {
    const std::string path = json_path(options_);
    if (auto done = replace_file(path, json_results(view) + "\n"); !done) return done;
    // Beside it, as Locust's document is a list of names in which there is no place for more.
    const std::string name = path.substr(0, path.rfind(".json"));
    if (auto done = replace_file(name + "_generator.json", generator_json(view) + "\n"); !done)
      return done;
    if (!view.thresholds.empty()) {
      if (auto done = replace_file(name + "_thresholds.json", thresholds_json(view) + "\n"); !done)
        return done;
    }
    return replace_file(name + "_metrics.json", metrics_json(view) + "\n");
  }
  return {};
}

std::string Results::html_path(const RunView& view) const {
  std::string path = options_.html_file;
  replace_all(path, "{u}", std::to_string(view.target_users));
  replace_all(path, "{r}", text_number(view.spawn_rate));
  const auto run_time = view.run_time ? view.run_time->count() : 0;
  replace_all(path, "{t}", std::to_string(run_time));
  return path;
}

std::string Results::full_history_file() const {
  if (!options_.csv_full_history) return "";
  return options_.csv_prefix + "_stats_history.csv";
}

}  // namespace acrida
