// sample_view: a RunView with something of everything, hostile texts included.
#pragma once

#include <chrono>

#include "master/run/run_view.hpp"

namespace acrida::tests {

inline SummaryRow sample_row(std::string method, std::string name, std::uint64_t requests,
                             std::uint64_t failures) {
  SummaryRow row;
  row.method = std::move(method);
  row.name = std::move(name);
  row.requests = requests;
  row.timed = requests;
  row.failures = failures;
  row.average_ms = 12.3456;
  row.min_ms = 0.4;
  row.max_ms = 1234.5;
  row.median_ms = 10;
  for (std::size_t i = 0; i < row.percentiles_ms.size(); ++i) {
    row.percentiles_ms[i] = 10 * static_cast<double>(i + 1);
  }
  row.percentiles_ms.back() = 1234.5;
  row.average_content_length_bytes = 512;
  row.current_requests_per_s = 20;
  row.current_failures_per_s = 1;
  row.total_requests_per_s = 10;
  row.total_failures_per_s = 0.5;
  return row;
}

inline MetricSummary sample_metric(MetricKind kind, std::string name, std::string unit,
                                   std::uint64_t count) {
  MetricSummary metric;
  metric.kind = kind;
  metric.name = std::move(name);
  metric.unit = std::move(unit);
  metric.count = count;
  return metric;
}

/// One of each kind.
inline void add_sample_metrics(RunView& view) {
  view.metrics = {sample_metric(MetricKind::counter, "=orders", "", 30),
                  sample_metric(MetricKind::gauge, "queue", "jobs", 4),
                  sample_metric(MetricKind::trend, "basket <b>", "EUR", 100)};
  view.metrics[0].sum = 1'234'567;
  view.metrics[0].current_per_s = 3;
  view.metrics[0].total_per_s = 2.5;
  view.metrics[1].last = 12.5;
  view.metrics[1].min = -2;
  view.metrics[1].max = 40;
  view.metrics[1].average = 5;
  MetricSummary& basket = view.metrics[2];
  basket.sum = 2500;
  basket.min = 0.5;
  basket.max = 99;
  basket.average = 25;
  basket.percentiles = {20, 40, 60, 80, 100};
  view.transactions = {sample_metric(MetricKind::transaction, "check\x1b[31mout", "ms", 20)};
  MetricSummary& checkout = view.transactions[0];
  checkout.failures = 3;
  checkout.unknown = 2;
  checkout.sum = 8000;
  checkout.min = 100;
  checkout.max = 1000;
  checkout.average = 400;
  checkout.percentiles = {200, 400, 600, 800, 1000};
  checkout.current_per_s = 1.5;
  checkout.total_per_s = 1;
}

inline void add_sample_generator(RunView& view) {
  view.generator.verdict = GeneratorVerdict::invalid;
  view.generator.seconds = {30, 1, 29};
  view.generator.text = "invalid: 29 invalid and 1 suspect of 60 seconds; slave alpha: <late>";
  JudgedSlave alpha;
  alpha.id = "alpha";
  alpha.verdict = GeneratorVerdict::invalid;
  alpha.seconds = view.generator.seconds;
  alpha.newest.loop_lag_p99_ms = 84;
  alpha.newest.cpu_percent = 99;
  FindingView finding;
  finding.cause = GeneratorCause::busy;
  finding.verdict = GeneratorVerdict::invalid;
  finding.seconds = 30;
  finding.first_second = 12;
  finding.last_second = 41;
  finding.text = "its cores were busy 99 %";
  alpha.findings = {finding};
  JudgedSlave worker;
  worker.id = "worker_1";
  view.generator.slaves = {alpha, worker};
  view.generator.stretches = {{1, 11, GeneratorVerdict::valid},
                              {12, 40, GeneratorVerdict::invalid},
                              {41, 41, GeneratorVerdict::suspect}};
}

inline RunView sample_view() {
  using namespace std::chrono_literals;
  RunView view;
  view.taken_at = WallTime(1'700'000'010s);
  view.state = RunState::kStopped;
  view.users = 5;
  view.target_users = 5;
  view.spawn_rate = 2.5;
  view.start_time = WallTime(1'700'000'000s);
  view.end_time = WallTime(1'700'000'010s);
  view.elapsed = 3723s;
  view.host = "http://127.0.0.1/<script>";
  view.test_path = "/tests/my \"shop\".so";
  view.version = "0.1.0";
  view.rows = {sample_row("GET", "/items", 100, 0),
               sample_row("POST", "=cmd|' /C calc'!A0,\"q\"\n<b>\x1b[31m", 50, 5)};
  view.total = sample_row("", "Aggregated", 150, 5);
  add_sample_metrics(view);
  add_sample_generator(view);
  view.errors.resize(1);
  view.errors[0] = ErrorDelta{"POST",
                              "/buy",
                              "@SUM(1+1) <img src=x>",
                              5,
                              WallTime(1'700'000'001s),
                              WallTime(1'700'000'002s + 500ms)};
  view.exceptions.resize(1);
  view.exceptions[0].count = 2;
  view.exceptions[0].message = "boom </td>";
  view.exceptions[0].traceback = "line 1\nline 2";
  view.exceptions[0].nodes = {"h_1", "h_2"};
  view.slaves.resize(1);
  view.slaves[0].id = "h_1";
  view.slaves[0].state = "running";
  view.slaves[0].present = true;
  view.slaves[0].users = 5;
  TimelineLevel seconds(1, 60);
  for (int second = 0; second < 10; ++second) {
    TimelinePoint point;
    point.second = 1'700'000'000 + second;
    point.users = 5;
    point.requests_per_s = second;
    if (second >= 5) point.latency_ms = {5, 6, 7, 8, 9, 10, 11};
    seconds.add(point, Histogram());
  }
  view.timeline.levels[2] = seconds.blocks();
  return view;
}

}  // namespace acrida::tests
