// generator_cells: what the judge says of each slave as a table of text.
#include "master/report/generator_cells.hpp"

namespace acrida {

MetricCells generator_cells(const RunView& view) {
  MetricCells cells{"Load generator",
                    {"Slave", "Verdict", "Findings", "Valid seconds", "Suspect", "Invalid"},
                    3,
                    {}};
  for (const JudgedSlave& slave : view.generator.slaves) {
    std::string findings;
    for (const FindingView& finding : slave.findings)
      findings += (findings.empty() ? "" : "; ") + finding.text;
    cells.rows.push_back({slave.id, std::string(to_string(slave.verdict)), findings,
                          std::to_string(slave.seconds.valid),
                          std::to_string(slave.seconds.suspect),
                          std::to_string(slave.seconds.invalid)});
  }
  return cells;
}

std::string bad_seconds_text(const GeneratorView& generator) {
  std::string text;
  for (const VerdictStretch& stretch : generator.stretches) {
    if (stretch.verdict == GeneratorVerdict::valid) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(stretch.first_second);
    if (stretch.last_second > stretch.first_second)
      text += " to " + std::to_string(stretch.last_second);
    text += " " + std::string(to_string(stretch.verdict));
  }
  return text;
}

}  // namespace acrida
