// The command `report`.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "master/history/run_archive.hpp"
#include "master/report/console.hpp"
#include "master/report/csv_files.hpp"
#include "master/report/html_report.hpp"
#include "master/report/json_results.hpp"
#include "master/runs/archive_comparison.hpp"
#include "master/runs/command.hpp"
#include "master/runs/data_dir_option.hpp"

namespace acrida {
namespace {

struct ReportOptions {
  std::string run;
  std::string data_dir;
  std::string html;
  std::string csv;
  std::string json;
  std::string baseline;
};

Result<std::optional<Comparison>> compare_with(RunArchive& archive, const ArchivedRun& run,
                                               const std::string& baseline) {
  if (baseline.empty()) return std::optional<Comparison>();
  const auto base = archive.find(baseline);
  if (!base) return base.error();
  const std::vector<ArchivedRun> runs = {base.value(), run};
  const auto comparisons = compare(archive, runs);
  if (!comparisons) return comparisons.error();
  return std::optional<Comparison>(comparisons.value().front());
}

int run_command(const ReportOptions& options) {
  auto archive = RunArchive::open(options.data_dir);
  if (!archive) return fail_runs(archive.error().what);
  const auto run = archive->find(options.run);
  if (!run) return fail_runs(run.error().what);
  const auto view = archive->view(run.value());
  if (!view) return fail_runs(view.error().what);
  const auto comparison = compare_with(*archive, run.value(), options.baseline);
  if (!comparison) return fail_runs(comparison.error().what);
  Result<void> done;
  if (!options.html.empty())
    done = replace_file(options.html, html_report(view.value(), comparison.value()));
  if (done && !options.csv.empty()) done = write_csv_tables(options.csv, view.value());
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
                 "Write PREFIX_stats.csv and the other tables of a run's --csv, but its history")
      ->type_name("PREFIX");
  app.add_option("--json", options->json, "Write the results in Locust's form")->type_name("FILE");
  app.add_option("--baseline", options->baseline,
                 "Another run: the page shows what changed from that to this one")
      ->type_name("RUN");
  return DeclaredCommand([options] { return run_command(*options); });
}

}  // namespace acrida
