// ComparisonCells: what changed from one run to another as a table of text.
#include "master/report/comparison_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "master/report/terminal_text.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

std::string figure_text(const MetricChange& change, double value) {
  switch (change.metric) {
    case CompareMetric::rps:
      return text_number(value, 1) + " /s";
    case CompareMetric::failure_share:
      return text_number(value * 100, 2) + " %";
    default:
      return milliseconds_text(value) + " ms";
  }
}

std::string percent_text(double share) {
  constexpr double kMostShown = 10;
  if (share > kMostShown) return "> +1000 %";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%+.1f %%", share * 100);
  return text.data();
}

/// Of failures points of percent, of the others percent of A.
std::string interval_text(const MetricChange& change) {
  if (change.word == Change::too_little_data) return "";
  const bool is_share = change.metric == CompareMetric::failure_share;
  const double scale = is_share ? 1 : change.a;
  if (scale <= 0) return "";
  return percent_text(change.low / scale) + " to " + percent_text(change.high / scale);
}

std::string change_text(const MetricChange& change) {
  if (change.metric == CompareMetric::failure_share) return percent_text(change.difference);
  return change.relative ? percent_text(*change.relative) : "";
}

std::string title_of(CompareMetric metric) {
  if (metric == CompareMetric::rps) return "requests";
  if (metric == CompareMetric::failure_share) return "failures";
  return std::string(to_string(metric));
}

bool is_clear(const MetricChange& change) {
  return change.word == Change::better || change.word == Change::worse;
}

/// How much worse a name became at its worst.
double badness_of(const NameChange& name) {
  double worst = -1;
  for (const MetricChange& change : name.metrics)
    if (change.word == Change::worse)
      worst = std::max(worst, std::abs(change.relative.value_or(1)));
  return worst;
}

std::vector<std::string> row_of(const std::string& name, const MetricChange& change) {
  return {name,
          title_of(change.metric),
          figure_text(change, change.a),
          figure_text(change, change.b),
          change_text(change),
          interval_text(change),
          std::string(to_string(change.word))};
}

}  // namespace

MetricCells comparison_cells(const Comparison& comparison) {
  MetricCells cells;
  cells.title =
      "Change from run " + std::to_string(comparison.a) + " to run " + std::to_string(comparison.b);
  cells.columns = {"Name",
                   "Figure",
                   "Run " + std::to_string(comparison.a),
                   "Run " + std::to_string(comparison.b),
                   "Change",
                   "95 % interval",
                   "Verdict"};
  cells.text_columns = 2;
  for (const MetricChange& change : comparison.total)
    cells.rows.push_back(row_of("All requests", change));
  std::vector<const NameChange*> names;
  for (const NameChange& name : comparison.names)
    if (std::any_of(name.metrics.begin(), name.metrics.end(), is_clear)) names.push_back(&name);
  std::stable_sort(names.begin(), names.end(), [](const NameChange* x, const NameChange* y) {
    return badness_of(*x) > badness_of(*y);
  });
  for (const NameChange* name : names)
    for (const MetricChange& change : name->metrics)
      if (is_clear(change))
        cells.rows.push_back(
            row_of(name->method + (name->method.empty() ? "" : " ") + name->name, change));
  return cells;
}

}  // namespace acrida
