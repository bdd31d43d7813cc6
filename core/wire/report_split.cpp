// ReportSplit: cuts a report that is too large for one frame into several.
#include "core/wire/report_split.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace acrida::wire {

namespace {

/// Moves the elements of the `part`-th portion out of `all`.
template <class Element>
std::vector<Element> portion(std::vector<Element>& all, std::size_t part, std::size_t size) {
  const std::size_t begin = std::min(part * size, all.size());
  const std::size_t end = std::min(begin + size, all.size());
  return {std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(begin)),
          std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(end))};
}

}  // namespace

std::vector<StatsReport> split(StatsReport report) {
  const auto parts_of = [](std::size_t all, std::size_t size) { return (all + size - 1) / size; };
  const std::size_t parts =
      std::max({std::size_t{1}, parts_of(report.delta.requests.size(), kMaxRowsPerReport),
                parts_of(report.delta.errors.size(), kMaxRowsPerReport),
                parts_of(report.delta.metrics.size(), kMaxMetricsPerReport)});
  StatsDelta whole = std::exchange(report.delta, {});
  NamedData attached = std::exchange(report.attached, {});
  auto health = std::exchange(report.health, {});
  std::vector<StatsReport> reports(parts, report);
  for (std::size_t i = 0; i < parts; ++i) {
    reports[i].sequence += i;
    reports[i].delta.requests = portion(whole.requests, i, kMaxRowsPerReport);
    reports[i].delta.errors = portion(whole.errors, i, kMaxRowsPerReport);
    reports[i].delta.metrics = portion(whole.metrics, i, kMaxMetricsPerReport);
  }
  reports[0].attached = std::move(attached);
  reports[0].health = std::move(health);
  reports[0].delta.lateness = std::move(whole.lateness);
  reports[0].delta.scenarios = std::move(whole.scenarios);
  return reports;
}

}  // namespace acrida::wire
