// HtmlReport: a run as one self-contained page.
#include "master/runs/html_report.hpp"

#include <vector>

#include <boost/json.hpp>

#include "master/page/report_page.hpp"
#include "master/runs/archive_comparison.hpp"
#include "master/runs/run_document.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostErrors = 10'000;

std::string target_of(std::uint64_t id) {
  return "/api/v1/runs/" + std::to_string(id);
}

void add_run(ReportPage& report, const json::object& detail, std::uint64_t id,
             std::span<const TimelinePoint> points) {
  report.answers.push_back({target_of(id), json::serialize(detail)});
  report.answers.push_back({target_of(id) + "/series", series_document(points)});
}

}  // namespace

Result<std::string> html_report(const RunView& view, std::string_view theme) {
  ArchivedRun run;
  run.state = std::string(to_string(view.state));
  if (view.end_time) run.state = "finished";
  std::vector<TimelinePoint> points;
  for (const TimelinePoint* point : view.timeline.points()) points.push_back(*point);
  ReportPage report;
  report.place = "#/run?id=0";
  report.theme = theme;
  add_run(report, detail_object(run, view, kMostErrors), run.id, points);
  return html_of(report);
}

Result<std::string> html_report(RunArchive& archive, const ArchivedRun& run,
                                const ArchivedRun* baseline) {
  const auto standing = archive.standing(run);
  if (!standing) return standing.error();
  const auto view = archive.view(run);
  if (!view) return view.error();
  const auto points = archive.points(run);
  if (!points) return points.error();
  ReportPage report;
  report.place = "#/run?id=" + std::to_string(run.id);
  json::object detail = detail_object(run, view.value(), kMostErrors);
  detail["config"] = config_object(standing.value(), view.value());
  add_run(report, detail, run.id, points.value());
  if (baseline != nullptr) {
    const std::vector<ArchivedRun> runs = {*baseline, run};
    const auto comparisons = compare(archive, runs);
    if (!comparisons) return comparisons.error();
    const auto before = archive.points(*baseline);
    if (!before) return before.error();
    report.place += "&baseline=" + std::to_string(baseline->id);
    report.answers.push_back(
        {"/api/v1/compare?a=" + std::to_string(baseline->id) + "&b=" + std::to_string(run.id),
         json::serialize(comparison_object(runs, comparisons.value()))});
    if (baseline->id != run.id)
      report.answers.push_back(
          {target_of(baseline->id) + "/series", series_document(before.value())});
  }
  return html_of(report);
}

}  // namespace acrida
