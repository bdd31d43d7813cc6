// Series: what monitoring systems are told of a run, whatever their format.
#include "master/telemetry/series.hpp"

#include <algorithm>

namespace acrida {
namespace {

void add(RequestSeries& sum, const SummaryRow& row) {
  sum.requests += row.requests;
  sum.failures += row.failures;
  sum.unknown += row.unknown;
  sum.timed += row.timed;
  sum.seconds += row.average_ms / 1000 * static_cast<double>(row.timed);
  for (std::size_t i = 0; i < sum.up_to.size(); ++i) sum.up_to[i] += row.up_to[i];
}

}  // namespace

std::vector<RequestSeries> request_series(const RunView& view) {
  std::vector<RequestSeries> all;
  for (const SummaryRow& row : view.rows) {
    if (all.size() < kMaxRequestSeries) {
      all.emplace_back();
      all.back().method = row.method;
      all.back().name = row.name;
    } else if (all.size() == kMaxRequestSeries) {
      all.emplace_back();
      all.back().name = "(further names)";
    }
    add(all.back(), row);
  }
  return all;
}

std::vector<GaugeSeries> gauge_series(const RunView& view) {
  double cpu_percent = 0;
  for (const SlaveView& slave : view.slaves)
    if (slave.present) cpu_percent = std::max(cpu_percent, slave.cpu_percent);
  return {
      {"acrida_users", "Users that run", static_cast<double>(view.users)},
      {"acrida_target_users", "Users that are wanted", static_cast<double>(view.target_users)},
      {"acrida_run_active", "1 while a run is active", is_active(view.state) ? 1.0 : 0.0},
      {"acrida_slaves", "Slaves that are there", static_cast<double>(view.present_slaves())},
      {"acrida_slaves_lost", "Slaves that had users and are missing",
       static_cast<double>(view.link.lost_slaves)},
      {"acrida_slave_cpu_percent", "CPU of the busiest slave, of one core", cpu_percent},
      {"acrida_generator_verdict", "The load generator: 0 not known, 1 valid, 2 suspect, 3 invalid",
       static_cast<double>(view.generator.verdict)},
      {"acrida_generator_lateness_p99_seconds", "How late users were woken, 99% within",
       view.lateness_p99_ms / 1000},
      {"acrida_runner_crashes", "Runners that crashed in the run",
       static_cast<double>(view.crashes)},
      {"acrida_thresholds_missed", "1 when a threshold of the run is missed",
       view.missed_a_threshold() ? 1.0 : 0.0}};
}

}  // namespace acrida
