// MetricCells: transactions, metrics and scenarios as tables of text, for the console and the HTML report.
#include "master/report/metric_cells.hpp"

#include <utility>

#include "master/report/terminal_text.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

constexpr std::size_t kP50 = 0;
constexpr std::size_t kP95 = 2;
constexpr std::size_t kP99 = 3;
static_assert(kMetricPercentiles[kP50] == 0.50 && kMetricPercentiles[kP95] == 0.95 &&
              kMetricPercentiles[kP99] == 0.99);

std::string rate_text(const RunView& view, const MetricSummary& metric) {
  return text_number(is_active(view.state) ? metric.current_per_s : metric.total_per_s, 2);
}

std::vector<std::string> transaction_row(const RunView& view, const MetricSummary& t) {
  std::vector<std::string> row = {t.name, std::to_string(t.count), std::to_string(t.failures),
                                  std::to_string(t.unknown)};
  for (const double ms : {t.average, t.min, t.max}) row.push_back(milliseconds_text(ms));
  for (const double ms : t.percentiles) row.push_back(milliseconds_text(ms));
  row.push_back(rate_text(view, t));
  return row;
}

std::vector<std::string> metric_row(const RunView& view, const MetricSummary& metric) {
  const bool is_counter = metric.kind == MetricKind::counter;
  const bool is_trend = metric.kind == MetricKind::trend;
  const auto shown = [](bool has_meaning, double value) {
    return has_meaning ? text_number(value) : std::string();
  };
  return {metric.name,
          std::string(to_string(metric.kind)),
          metric.unit,
          std::to_string(metric.count),
          shown(is_counter, metric.sum),
          is_counter ? rate_text(view, metric) : std::string(),
          shown(metric.kind == MetricKind::gauge, metric.last),
          shown(!is_counter, metric.average),
          shown(!is_counter, metric.min),
          shown(!is_counter, metric.max),
          shown(is_trend, metric.percentiles[kP50]),
          shown(is_trend, metric.percentiles[kP95]),
          shown(is_trend, metric.percentiles[kP99])};
}

}  // namespace

MetricCells transaction_cells(const RunView& view) {
  MetricCells cells{"Transactions (ms)",
                    {"Name", "Ended", "Fails", "Unknown", "Average", "Min", "Max", "50%", "90%",
                     "95%", "99%", "99.9%", "Per s"},
                    1,
                    {}};
  for (const MetricSummary& t : view.transactions) cells.rows.push_back(transaction_row(view, t));
  return cells;
}

MetricCells metric_cells(const RunView& view) {
  MetricCells cells{"Metrics",
                    {"Name", "Kind", "Unit", "Values", "Total", "Per s", "Last", "Average", "Min",
                     "Max", "50%", "95%", "99%"},
                    3,
                    {}};
  for (const MetricSummary& metric : view.metrics) cells.rows.push_back(metric_row(view, metric));
  return cells;
}

MetricCells scenario_cells(const RunView& view) {
  MetricCells cells{
      "Scenarios", {"Class", "Executor", "Planned", "Begun", "Completed", "Dropped"}, 2, {}};
  for (const ScenarioView& scenario : view.scenarios)
    cells.rows.push_back({scenario.user_class, scenario.executor,
                          scenario.planned ? std::to_string(*scenario.planned) : std::string(),
                          std::to_string(scenario.counts.begun),
                          std::to_string(scenario.counts.completed),
                          std::to_string(scenario.counts.dropped)});
  return cells;
}

}  // namespace acrida
