// threshold_cells: the thresholds of a run as a table of text.
#include "master/report/threshold_cells.hpp"

namespace acrida {
namespace {

std::string word_of(const ThresholdView& threshold, bool run_is_over) {
  using State = ThresholdView::State;
  if (threshold.has_failed(run_is_over)) return "failed";
  if (threshold.state == State::fails) return "fails now";
  return threshold.state == State::waiting ? "waits" : run_is_over ? "passed" : "holds";
}

}  // namespace

MetricCells threshold_cells(const RunView& view) {
  MetricCells cells{"Thresholds", {"Threshold", "Verdict", "Value"}, 2, {}};
  const bool is_over = view.end_time.has_value();
  for (const ThresholdView& one : view.thresholds)
    cells.rows.push_back(
        {one.text, word_of(one, is_over), one.value_text.empty() ? "no data" : one.value_text});
  return cells;
}

std::string verdict_on(const ThresholdView& threshold, bool run_is_over) {
  if (!threshold.value_text.empty()) return threshold.text + ": it was " + threshold.value_text;
  if (!run_is_over) return threshold.text + ": nothing to judge yet";
  return threshold.text +
         ": there was nothing to judge: no such request, or the run was too short for it";
}

}  // namespace acrida
