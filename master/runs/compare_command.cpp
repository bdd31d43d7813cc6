// The command `compare`.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <boost/json.hpp>

#include "master/history/run_archive.hpp"
#include "master/runs/archive_comparison.hpp"
#include "master/runs/command.hpp"
#include "master/runs/comparison_table.hpp"
#include "master/runs/data_dir_option.hpp"
#include "master/runs/run_document.hpp"

namespace acrida {
namespace {

constexpr int kRegressed = 3;

struct CompareOptions {
  std::vector<std::string> runs;
  std::string data_dir;
  std::string max_regression;
  bool json = false;
  ComparedPart part;
};

/// "5%" or "5": in shares.
std::optional<double> share_of(std::string text) {
  if (text.ends_with('%')) text.pop_back();
  double percent = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool is_number = fault == std::errc() && end == text.data() + text.size();
  if (!is_number || percent < 0 || percent > 1000) return std::nullopt;
  return percent / 100;
}

bool has_words(const Comparison& comparison) {
  return std::any_of(comparison.total.begin(), comparison.total.end(),
                     [](const auto& change) { return change.word != Change::too_little_data; });
}

/// Whoever asks for a limit wants to know that nothing could be said, too.
int judge(const std::vector<Comparison>& comparisons, double limit) {
  int code = 0;
  for (const Comparison& comparison : comparisons) {
    if (!has_words(comparison))
      std::fprintf(stderr,
                   "acrida: run %llu and run %llu are too short to be compared: a minute of all "
                   "users is the least\n",
                   static_cast<unsigned long long>(comparison.a),
                   static_cast<unsigned long long>(comparison.b));
    if (comparison.worst() <= limit) continue;
    std::fprintf(stderr, "acrida: run %llu is worse than run %llu by up to %.1f %%\n",
                 static_cast<unsigned long long>(comparison.b),
                 static_cast<unsigned long long>(comparison.a), comparison.worst() * 100);
    code = kRegressed;
  }
  return code;
}

int run_command(const CompareOptions& options) {
  const auto limit = share_of(options.max_regression.empty() ? "0" : options.max_regression);
  if (!limit)
    return fail_runs("--max-regression: '" + options.max_regression +
                     "' is no percentage, e.g. 5%");
  auto archive = RunArchive::open(options.data_dir);
  if (!archive) return fail_runs(archive.error().what);
  std::vector<ArchivedRun> runs;
  for (const std::string& name : options.runs) {
    const auto run = archive->find(name);
    if (!run) return fail_runs(run.error().what);
    runs.push_back(run.value());
  }
  const auto compared = compare(*archive, runs, options.part);
  if (!compared) return fail_runs(compared.error().what);
  if (options.json) {
    const auto document = comparison_object(runs, compared.value());
    std::printf("%s\n", boost::json::serialize(document).c_str());
  } else {
    for (const Comparison& comparison : compared->comparisons)
      std::printf("%s\n", comparison_table(comparison).c_str());
  }
  return options.max_regression.empty() ? 0 : judge(compared->comparisons, *limit);
}

}  // namespace

DeclaredCommand declare_compare(CLI::App& app) {
  auto options = std::make_shared<CompareOptions>();  // shared with the command that is returned
  app.add_option("RUN", options->runs,
                 "Two to five runs, by number or name: the others are compared with the first")
      ->required()
      ->expected(2, static_cast<int>(kMostComparedRuns));
  add_data_dir(app, options->data_dir);
  app.add_option("--max-regression", options->max_regression,
                 "Exit code " + std::to_string(kRegressed) +
                     " when a figure is clearly worse by more than this, e.g. 5%")
      ->type_name("PERCENT");
  app.add_option("--from", options->part.from_s,
                 "First second of each run that counts; else its ramp-up is cut off")
      ->type_name("SECONDS");
  app.add_option("--to", options->part.to_s,
                 "The second at which it ends; else the ramp-down is cut off")
      ->type_name("SECONDS");
  app.add_option("--align", options->part.marker,
                 "Seconds count from the first marker of this text, not from the start")
      ->type_name("MARKER");
  app.add_flag("--json", options->json, "As JSON, with every name");
  return DeclaredCommand([options] { return run_command(*options); });
}

}  // namespace acrida
