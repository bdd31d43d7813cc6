// The command `runs`.
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <boost/json.hpp>

#include "core/cli/validators.hpp"
#include "master/history/run_archive.hpp"
#include "master/history/run_export.hpp"
#include "master/report/console.hpp"
#include "master/report/json_results.hpp"
#include "master/report/terminal_text.hpp"
#include "master/report/text_number.hpp"
#include "master/runs/command.hpp"
#include "master/runs/data_dir_option.hpp"
#include "master/runs/run_document.hpp"

namespace acrida {
namespace {

constexpr std::int64_t kMostListed = 100'000;

struct RunsOptions {
  std::string action = "list";
  std::string run;
  std::string value;
  std::string data_dir;
  std::size_t limit = 50;
  bool json = false;
};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + ",") {
    if (c != ',') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

const char* word_of(RunVerdict verdict) {
  if (verdict == RunVerdict::none) return "";
  return verdict == RunVerdict::passed ? "PASS" : "FAIL";
}

std::string line_of(const ArchivedRun& run) {
  const RunSummary& summary = run.summary;
  std::string marks = run.label.star ? "* " : "";
  marks += run.label.name;
  for (const std::string& tag : run.label.tags) marks += " #" + tag;
  for (const std::string& missed : summary.missed) marks += " missed: " + missed;
  std::string started = utc_text(summary.started_at).substr(0, 19);
  started[10] = ' ';
  std::array<char, 200> figures{};
  std::snprintf(figures.data(), figures.size(),
                "%-5llu %-20s %-12s %8.0f %7llu %10.1f %9llu %8s %-7s  ",
                static_cast<unsigned long long>(run.id), started.c_str(), run.state.c_str(),
                summary.duration_s, static_cast<unsigned long long>(summary.users),
                summary.requests_per_s, static_cast<unsigned long long>(summary.failures),
                milliseconds_text(summary.p95_ms).c_str(), word_of(run.verdict()));
  return figures.data() + terminal_text(marks) + "\n";
}

int list(RunArchive& archive, const RunsOptions& options) {
  const auto runs = archive.list(options.limit);
  if (!runs) return fail_runs(runs.error().what);
  if (options.json) {
    std::printf("%s\n", boost::json::serialize(runs_object(runs.value())).c_str());
    return 0;
  }
  std::printf("%-5s %-20s %-12s %8s %7s %10s %9s %8s %-7s  %s\n", "RUN", "STARTED (UTC)", "STATE",
              "SECONDS", "USERS", "REQUESTS/S", "FAILURES", "P95 (MS)", "VERDICT", "NAME");
  for (const ArchivedRun& run : runs.value()) std::fputs(line_of(run).c_str(), stdout);
  return 0;
}

int show(RunArchive& archive, ArchivedRun run, bool as_json) {
  const auto standing = archive.standing(run);
  const auto view = archive.view(run);
  if (!standing) return fail_runs(standing.error().what);
  if (!view) return fail_runs(view.error().what);
  run.summary = summary_of(view.value());  // that of a run that is on may be older
  if (as_json) {
    boost::json::object document = boost::json::parse(json_run_summary(view.value())).as_object();
    for (auto& [key, value] : run_object(run)) document[key] = value;
    document["config"] = config_object(standing.value(), view.value());
    std::printf("%s\n", boost::json::serialize(document).c_str());
    return 0;
  }
  std::fputs(line_of(run).c_str(), stdout);
  std::printf("test %s, host %s, acrida %s\n", terminal_text(run.summary.test).c_str(),
              terminal_text(run.summary.host).c_str(), terminal_text(run.summary.version).c_str());
  if (!run.reason.empty()) std::printf("ended: %s\n", terminal_text(run.reason).c_str());
  if (!run.label.note.empty()) std::printf("note: %s\n", terminal_text(run.label.note).c_str());
  std::fputs(final_report(view.value()).c_str(), stdout);
  return 0;
}

Result<void> change(RunArchive& archive, const ArchivedRun& run, const RunsOptions& options) {
  LabelEdit edit;
  if (options.action == "name") edit.name = options.value;
  if (options.action == "note") edit.note = options.value;
  if (options.action == "tag") edit.tags = words_of(options.value);
  if (options.action == "star") edit.star = true;
  if (options.action == "unstar") edit.star = false;
  return archive.edit(run, edit);
}

int import(RunArchive& archive, const std::string& file) {
  const auto id = import_run(archive, file);
  if (!id) return fail_runs(id.error().what);
  std::printf("imported as run %llu\n", static_cast<unsigned long long>(id.value()));
  return 0;
}

int run_command(const RunsOptions& options) {
  const bool is_import = options.action == "import";
  auto archive =
      is_import ? RunArchive::make(options.data_dir) : RunArchive::open(options.data_dir);
  if (!archive) return fail_runs(archive.error().what);
  if (options.action == "list") return list(*archive, options);
  if (options.run.empty())
    return fail_runs(
        "runs " + options.action + ": " +
        (is_import ? "name the file" : "name the run: its number, its name, or latest"));
  if (is_import) return import(*archive, options.run);
  const auto run = archive->find(options.run);
  if (!run) return fail_runs(run.error().what);
  if (options.action == "show") return show(*archive, run.value(), options.json);
  Result<void> done;
  if (options.action == "delete") {
    done = archive->remove(run.value());
  } else if (options.action == "export") {
    if (options.value.empty()) return fail_runs("runs export: name the file to write");
    done = export_run(*archive, run.value(), options.value);
  } else {
    done = change(*archive, run.value(), options);
  }
  return done ? 0 : fail_runs(done.error().what);
}

}  // namespace

DeclaredCommand declare_runs(CLI::App& app) {
  auto options = std::make_shared<RunsOptions>();  // shared with the command that is returned
  app.add_option("ACTION", options->action,
                 "list (default), show, name, note, tag, star, unstar, delete, export, import")
      ->check(one_of(
          {"list", "show", "name", "note", "tag", "star", "unstar", "delete", "export", "import"}));
  app.add_option("RUN", options->run,
                 "Number or name of the run, or latest; import: the file to take in");
  app.add_option(
      "VALUE", options->value,
      "name, note: the text; tag: words with commas in place of those it has; export: the "
      "file to write");
  add_data_dir(app, options->data_dir);
  app.add_option("--limit", options->limit, "list: so many, the newest first")
      ->check(whole_number(1, kMostListed))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--json", options->json, "list, show: as JSON");
  return DeclaredCommand([options] { return run_command(*options); });
}

}  // namespace acrida
