// The command `report`.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/App.hpp>

#include "master/history/run_archive.hpp"
#include "master/report/console.hpp"
#include "master/report/csv.hpp"
#include "master/report/csv_files.hpp"
#include "master/report/json_results.hpp"
#include "master/runs/command.hpp"
#include "master/runs/data_dir_option.hpp"
#include "master/runs/html_report.hpp"

namespace acrida {
namespace {

struct ReportOptions {
  std::string run;
  std::string data_dir;
  std::string html;
  std::string csv;
  bool csv_full_history = false;
  std::string json;
  std::string baseline;
};

Result<void> write_html(RunArchive& archive, const ArchivedRun& run, const ReportOptions& options) {
  std::optional<ArchivedRun> baseline;
  if (!options.baseline.empty()) {
    auto found = archive.find(options.baseline);
    if (!found) return found.error();
    baseline = std::move(*found);
  }
  const auto page = html_report(archive, run, baseline ? &*baseline : nullptr);
  if (!page) return page.error();
  return replace_file(options.html, page.value());
}

Result<void> write_csv(RunArchive& archive, const ArchivedRun& run, const RunView& view,
                       const ReportOptions& options) {
  std::string history = history_csv_header();
  const auto read = archive.course(run, [&](const RunView& then) {
    history += history_csv_rows(then, options.csv_full_history);
  });
  if (!read) return read;
  if (auto done = replace_file(options.csv + "_stats_history.csv", history); !done) return done;
  return write_csv_tables(options.csv, view);
}

int run_command(const ReportOptions& options) {
  auto archive = RunArchive::open(options.data_dir);
  if (!archive) return fail_runs(archive.error().what);
  const auto run = archive->find(options.run);
  if (!run) return fail_runs(run.error().what);
  const auto view = archive->view(run.value());
  if (!view) return fail_runs(view.error().what);
  Result<void> done;
  if (!options.html.empty()) done = write_html(*archive, run.value(), options);
  if (done && !options.csv.empty()) done = write_csv(*archive, run.value(), view.value(), options);
  if (done && !options.json.empty())
    done = replace_file(options.json, json_results(view.value()) + "\n");
  if (!done) return fail_runs(done.error().what);
  if (options.html.empty() && options.csv.empty() && options.json.empty())
    std::fputs(final_report(view.value()).c_str(), stdout);
  return 0;
}

}  // namespace

DeclaredCommand declare_report(CLI::App& app) {
  auto options = std::make_shared<ReportOptions>();  // shared with the command that is returned
  app.add_option("RUN", options->run, "Number or name of the run, or latest")->required();
  add_data_dir(app, options->data_dir);
  app.add_option("--html", options->html, "Write the report as a page")->type_name("FILE");
  app.add_option("--csv", options->csv,
                 "Write PREFIX_stats.csv and the other tables of a run's --csv")
      ->type_name("PREFIX");
  app.add_flag("--csv-full-history", options->csv_full_history,
               "The history has every name, not only the sum of all");
  app.add_option("--json", options->json, "Write the results in Locust's form")->type_name("FILE");
  app.add_option("--baseline", options->baseline,
                 "Another run: the page shows what changed from that to this one")
      ->type_name("RUN");
  return DeclaredCommand([options] { return run_command(*options); });
}

}  // namespace acrida
