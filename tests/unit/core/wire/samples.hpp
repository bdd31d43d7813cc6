// Samples: one or more of every message, for tests that go through all of them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/wire/codec.hpp"

namespace acrida::wire {

inline WallTime sample_time(std::int64_t microseconds_after) {
  return WallTime(std::chrono::microseconds(1'786'000'000'123'456 + microseconds_after));
}

inline RequestDelta sample_row(const std::string& name) {
  using namespace std::chrono_literals;
  RequestDelta row{"GET", name, {}, {}, {}};
  row.counters = {1003, 17, 2, 0, 123'456'789, 45'678'901'234ns, 1'234'567ns, 987'654'321ns};
  row.latency = {{Histogram::bucket_of(1'234'567ns), 500},
                 {Histogram::bucket_of(1'300'000ns), 2},
                 {Histogram::bucket_of(142ms), 500},
                 {Histogram::bucket_of(987'654'321ns), 1}};
  row.seconds = {{1'786'000'000, 400, 0}, {1'786'000'001, 600, 17}, {1'786'000'002, 3, 0}};
  return row;
}

inline std::vector<MetricDelta> sample_metrics() {
  std::vector<MetricDelta> metrics(5);
  metrics[0] = {MetricKind::counter, "orders", "", {}, {}};
  metrics[0].numbers.count = 2;
  metrics[0].numbers.sum = 5;
  metrics[1] = {MetricKind::gauge, "queue", "jobs", {}, {}};
  metrics[1].numbers = {3, 0, 0, 12.5, -2.25, 9, 5.75, sample_time(7)};
  metrics[2] = {MetricKind::trend,
                "gr\xc3\xb6\xc3\x9f"
                "e",
                "EUR",
                {},
                {}};
  metrics[2].numbers = {4, 0, 0, 50.25, 0.1, 30, 0, {}};
  metrics[2].values = {{0, 1}, {1'500, 2}, {WideHistogram::kBucketCount - 1, 1}};
  metrics[3] = {MetricKind::transaction, "checkout", "", {}, {}};
  metrics[3].numbers = {7, 2, 1, 7e9, 5e8, 2e9, 0, {}};
  metrics[3].values = {{Histogram::bucket_of(std::chrono::seconds(1)), 7}};
  metrics[4] = {MetricKind::transaction, "only unknown", "", {}, {}};
  metrics[4].numbers.unknown = 3;
  return metrics;
}

inline GeneratorHealth sample_health() {
  using namespace std::chrono_literals;
  GeneratorHealth health;
  health.window = 1'000'123'456ns;
  health.loop_lag = {{5, 190}, {1'200, 9}, {Histogram::kBucketCount - 1, 1}};
  health.cpu = 1'500'000'001ns;
  health.run_queue_wait = 17'000'000ns;
  health.throttled = 250'000us;
  health.cores = 1.5;
  health.machine_busy = 0.875;
  health.machine_stolen = 0.0625;
  health.descriptors_used = 8'017;
  health.descriptors_limit = 20'000;
  health.ports_used = 8'001;
  health.ports_available = 28'232;
  health.memory_used_bytes = 1'234'567'890;
  health.memory_limit_bytes = 8'589'934'592;
  return health;
}

inline StatsReport sample_report() {
  StatsReport report;
  report.delta.requests = {sample_row("/items"),
                           sample_row("/gr\xc3\xbc\xc3\x9f"
                                      "e"),
                           {"POST", "only unknown", {}, {}, {}}};
  report.delta.requests[2].counters.unknown = 5;
  RequestDelta& paced = report.delta.requests[1];
  paced.intended = {{Histogram::bucket_of(std::chrono::milliseconds(2)), 502},
                    {Histogram::bucket_of(std::chrono::seconds(3)), 501}};
  paced.counters.intended_starts = 900;
  paced.counters.total_start_lag = std::chrono::milliseconds(1'234'567);
  paced.counters.min_intended_time = std::chrono::milliseconds(2);
  paced.counters.max_intended_time = std::chrono::seconds(3);
  report.delta.errors = {
      {"GET", "/items", "503 Service Unavailable", 17, sample_time(1), sample_time(2'000'000)}};
  report.delta.scenarios = {{"Shopper", 500, 499, 7}, {"Visitor", 0, 1, 0}};
  report.delta.lateness = {{0, 3}, {700, 1}, {Histogram::kBucketCount - 1, 1}};
  report.delta.metrics = sample_metrics();
  report.user_counts = {{"Shopper", 120}, {"Visitor", 0}};
  report.epoch = 7;
  report.sequence = 70'000;
  report.taken_at = sample_time(2'500'000);
  report.exact = true;
  report.health = sample_health();
  report.attached = {{"content-length", "\xcd\x04\xd2"}, {"note", "\xa2hi"}};
  return report;
}

inline std::vector<FromSlave> slave_samples() {
  StatsReport idle;
  idle.exact = true;
  StatsReport from_runner = idle;
  from_runner.journal_marks = {0, 0, 0xffff'ffff'ffff, 7};
  return {ClientReady{"2.46.3", false},
          ClientReady{"", false},
          ClientReady{"", true},
          Heartbeat{"running", 87.5, 123'456'789, {}},
          Heartbeat{"ready", 0, 0, SlaveInfo{"0.1.0", 16, 4'194'304, 19'900, 28'232, "start-1-0"}},
          sample_report(),
          idle,
          from_runner,
          Spawning{},
          SlaveSpawned{{{"Shopper", 3}, {"Visitor", 1'000'000}}},
          SlaveSpawned{},
          Heartbeat{"running", 1, 2, SlaveInfo{"0.1.0", 1, 7, 0, 0},
                    Beat{12,
                         sample_time(1),
                         sample_time(0),
                         std::chrono::milliseconds(990),
                         77,
                         40,
                         sample_time(2),
                         true,
                         {{"Shopper", 12}}}},
          ClientStopped{},
          ClientStopped{1'700'000'000'000'000, 65},
          ExceptionReport{"boom", "at shop.cpp:12\n  in buy()", 250},
          ExceptionReport{"SIGSEGV", "Shopper::buy() shop.cpp:12", 1, true},
          StopTestRequest{"enough", 0xffff'ffff'ffff'ffffu},
          ExceptionReport{"Seeds::test_start threw", "", 1, false, true},
          LogReport{{"one", "", "three"}},
          LocustfileRequest{"2.46.3"},
          SlaveQuit{},
          RunRefused{"accounts.csv: not the master's file"},
          RowsWanted{7, 1, 0xffff'ffff'ffff'ffffu, 1000},
          RowsOpen{7, 1, 2, {100, 10}, {{0, 50}, {60, 1}}},
          RowsSettled{7, 0, {{1, 2}}, {}},
          RowsLost{},
          Custom{"acknowledge_users", std::string("\x82\xa1"
                                                  "a\x01\xa1"
                                                  "b\x93\xc0\xc3\xc2",
                                                  10)}};
}

inline std::vector<FromMaster> master_samples() {
  Spawn full;
  full.timestamp = sample_time(0);
  full.user_counts = {{"Shopper", 12}, {"Visitor", 0}};
  full.host = "http://127.0.0.1:8080";
  full.stop_timeout_s = 2.5;
  full.options = {{"tags", "smoke,fast"}, {"exclude_tags", "slow"}, {"token", ""}};
  full.data_hashes = {"ab12", "cd34"};
  full.epoch = 0xffff'ffff'ffff'ffffu;
  ScenarioPlan rush{"Rush", {}, {3, 7}, std::chrono::milliseconds(1'234)};
  rush.executor.kind = ExecutorSpec::Kind::arrivals;
  rush.executor.poisson = true;
  rush.executor.arrivals_per_s = 12.5;
  rush.executor.stages = {{std::chrono::seconds(30), 1e7}, {std::chrono::nanoseconds(1), 0}};
  rush.executor.start_after = std::chrono::minutes(2);
  ScenarioPlan batch{"Batch", {}, {0, 0}, {}};
  batch.executor.kind = ExecutorSpec::Kind::iterations_per_user;
  batch.executor.iterations = 1000;
  batch.executor.duration = std::chrono::hours(1);
  full.scenarios = {rush, batch};
  full.scenarios_start = sample_time(1'000'000);
  return {Ack{},
          Ack{0, {}},
          Ack{41, MasterInfo{"0.1.0", "/tests/shop.so", "5d41402a"}},
          full,
          Spawn{},
          Stop{},
          MasterQuit{},
          HeartbeatReply{},
          HeartbeatReply{Receipt{12, sample_time(3), 77, 40, 38}},
          RampComplete{200},
          Reconnect{},
          RowsGranted{7, 1, 3, {1'000'000, 2}},
          RowsOpened{7, 1, 4, true},
          Custom{"update_user_class", "\x80"}};
}

}  // namespace acrida::wire
