// fleet_bench [SLAVES NAMES SECONDS]: what thousands of slaves cost a master; without arguments the fleets of the goals,
// a minute each, and the layout of a million users.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/plan/dispatcher.hpp"
#include "core/process/descriptor_limit.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/core_pin.hpp"
#include "tests/bench/fleet/master_watch.hpp"
#include "tests/bench/fleet/slave_crowd.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Two descriptors for each slave, of the 20,000 that a process may have here.
constexpr std::size_t kSlavesPerProcess = 5'000;
constexpr std::size_t kUsersPerSlave = 100;
constexpr auto kSampleInterval = 20ms;
constexpr auto kAskInterval = 730ms;  // not in step with the master's seconds
constexpr auto kSettling = 5s;

struct Workload {
  std::size_t slaves = 2'000;
  std::size_t names = 100;
  std::chrono::seconds duration{60};
  double cpu_goal = 0;  // percent of a core; 0: none
};

/// Forked processes that simulate slaves; they end with the bench.
class Crowds final {
 public:
  Crowds(const Workload& workload, std::uint16_t port) {
    const CorePin pin(kGeneratorCore);
    for (std::size_t first = 0; first < workload.slaves; first += kSlavesPerProcess) {
      const std::size_t count = std::min(kSlavesPerProcess, workload.slaves - first);
      counts_.push_back(&make_shared_counts());
      const pid_t pid = fork();
      if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        SlaveCrowd(port, first, count, workload.names, *counts_.back()).run();
        _exit(0);
      }
      pids_.push_back(pid);
    }
  }
  ~Crowds() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) waitpid(pid, nullptr, 0);
  }
  Crowds(const Crowds&) = delete;
  Crowds& operator=(const Crowds&) = delete;

  std::uint64_t sum(std::atomic<std::uint64_t> SentCounts::*which) const {
    std::uint64_t all = 0;
    for (const SentCounts* counts : counts_) all += counts->*which;
    return all;
  }

 private:
  std::vector<SentCounts*> counts_;
  std::vector<pid_t> pids_;
};

struct Observed {
  double cpu_percent = 0;
  double lag_median_s = 0;
  double lag_worst_s = 0;
  double resident_mb_half = 0;  // after half of the time
  double resident_mb_end = 0;
  std::size_t missing_slaves = 0;  // at most, at any moment
};

Observed observe(const Workload& workload, const Crowds& crowds, MasterWatch& watch) {
  Observed seen;
  std::vector<double> lags;
  const double cpu_before = watch.cpu_s(), waited_before = watch.waited_s();
  const auto threads_before = watch.cpu_s_by_thread();
  const auto start = Clock::now();
  auto next_ask = start;
  auto next_minute = start;
  while (Clock::now() - start < workload.duration) {
    watch.note_sent(crowds.sum(&SentCounts::requests));
    if (const auto now = Clock::now(); now >= next_ask) {
      next_ask += kAskInterval;
      const ShownTotals shown = watch.ask();
      lags.push_back(watch.age_of(shown.requests, now).count());
      seen.missing_slaves = std::max(seen.missing_slaves, shown.missing_slaves);
      seen.resident_mb_end = static_cast<double>(watch.resident_bytes()) / 1e6;
      if (now - start < workload.duration / 2) seen.resident_mb_half = seen.resident_mb_end;
      if (now >= next_minute) {
        std::printf("  memory: %.1f MB\n", seen.resident_mb_end);
        std::fflush(stdout);
        next_minute += 1min;
      }
    }
    std::this_thread::sleep_for(kSampleInterval);
  }
  const double elapsed_s = std::chrono::duration<double>(Clock::now() - start).count();
  seen.cpu_percent = 100 * (watch.cpu_s() - cpu_before) / elapsed_s;
  std::printf("  the master's threads waited for a core: %.1f %% of the time\n",
              100 * (watch.waited_s() - waited_before) / elapsed_s);
  for (const auto& [thread, cpu_s] : watch.cpu_s_by_thread()) {
    const auto before = threads_before.find(thread);
    const double used = cpu_s - (before == threads_before.end() ? 0 : before->second);
    if (used > 0) std::printf("  %s: %.1f %%\n", thread.c_str(), 100 * used / elapsed_s);
  }
  std::sort(lags.begin(), lags.end());
  if (!lags.empty()) {
    seen.lag_median_s = lags[lags.size() / 2];
    seen.lag_worst_s = lags.back();
  }
  return seen;
}

/// False when it does not come in time.
bool wait_until(const auto& condition, std::chrono::seconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(50ms);
  }
  return true;
}

/// Stops the run: what was sent is to be what is counted.
bool totals_are_exact(const Crowds& crowds, const MasterWatch& watch, const std::string& url) {
  http_get(url + "/stop", 30s);
  const bool stopped = wait_until([&] { return watch.ask().state == "stopped"; }, 30s);
  const ShownTotals shown = watch.ask();
  const std::uint64_t sent = crowds.sum(&SentCounts::requests);
  std::printf("  %llu requests sent, %llu counted, %llu reports early\n",
              static_cast<unsigned long long>(sent),
              static_cast<unsigned long long>(shown.requests),
              static_cast<unsigned long long>(shown.early_reports));
  return stopped && shown.requests == sent;
}

bool measure(const Workload& workload) {
  const std::uint16_t port = free_port(), web_port = free_port();
  const std::string users = std::to_string(workload.slaves * kUsersPerSlave);
  const std::string url = "http://127.0.0.1:" + std::to_string(web_port);
  const TempDir directory;  // of its journal
  std::unique_ptr<Process> master;
  {
    const CorePin pin(server_core());
    master = std::make_unique<Process>(
        std::vector<std::string>{
            acrida_executable(), "master", "-f", source_path("tests/integration/users/idle.cpp"),
            "--master-bind-port", std::to_string(port), "--web-port", std::to_string(web_port),
            "--autostart", "--expect-slaves", std::to_string(workload.slaves), "-u", users, "-r",
            users, "--data-dir", directory.path().string()},
        ProcessOptions{.directory = {}, .environment = test_environment()});
  }
  if (!master->wait_for("web UI at", 120s)) {
    std::printf("fleet: the master did not start:\n%s", master->err().c_str());
    return false;
  }
  const CorePin pin(kGeneratorCore);
  raise_descriptor_limit();  // not before the master has started, which is to do that itself
  const Crowds crowds(workload, port);
  const std::string what =
      std::to_string(workload.slaves) + " slaves, " + std::to_string(workload.names) + " names: ";
  const auto start = Clock::now();
  if (!wait_until([&] { return crowds.sum(&SentCounts::reporting) == workload.slaves; }, 120s)) {
    std::printf("fleet: %sonly %llu registered, %llu began\n%s", what.c_str(),
                static_cast<unsigned long long>(crowds.sum(&SentCounts::acknowledged)),
                static_cast<unsigned long long>(crowds.sum(&SentCounts::reporting)),
                master->err().c_str());
    return false;
  }
  std::printf("  all slaves have users after %.1f s\n",
              std::chrono::duration<double>(Clock::now() - start).count());
  std::this_thread::sleep_for(kSettling);
  MasterWatch watch(master->pid(), url);
  const Observed seen = observe(workload, crowds, watch);
  report({"fleet", what + "CPU of the master", seen.cpu_percent, "% of a core", workload.cpu_goal});
  report({"fleet", what + "age of the view, median", seen.lag_median_s, "s"});
  report({"fleet", what + "age of the view, at most", seen.lag_worst_s, "s", 1.5});
  report({"fleet", what + "memory after half of the time", seen.resident_mb_half, "MB"});
  report({"fleet", what + "memory at the end", seen.resident_mb_end, "MB"});
  std::printf(
      "  %zu slaves missing at a time; %llu messages refused, %llu turns of the crowds late, "
      "%llu heartbeats unanswered for 3 s\n",
      seen.missing_slaves, static_cast<unsigned long long>(crowds.sum(&SentCounts::refused)),
      static_cast<unsigned long long>(crowds.sum(&SentCounts::late_turns)),
      static_cast<unsigned long long>(crowds.sum(&SentCounts::unanswered)));
  const bool exact = totals_are_exact(crowds, watch, url);
  master->signal(SIGINT);
  master->wait(20s);
  return exact && seen.missing_slaves == 0;
}

void measure_layout() {
  constexpr std::size_t kSlaves = 10'000;
  constexpr std::uint64_t kUsers = 1'000'000;
  std::vector<double> times_s;
  for (int round = 0; round < 5; ++round) {
    const auto start = Clock::now();
    Dispatcher dispatcher(UserMix({{"A", 2}, {"B", 5}, {"C", 6}, {"D", 1}, {"E", 0.5}}));
    for (std::size_t i = 0; i < kSlaves; ++i)
      dispatcher.add_slave("host" + std::to_string(i % 500) + "_" + std::to_string(i));
    dispatcher.resize(kUsers);
    times_s.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::sort(times_s.begin(), times_s.end());
  report({"fleet", "1,000,000 users laid out over 10,000 slaves", times_s[times_s.size() / 2], "s",
          0.5});
}

}  // namespace
}  // namespace acrida::tests

int main(int count, char** arguments) {
  using namespace acrida::tests;
  if (count == 4) {
    const auto number = [&](int i) { return std::strtoull(arguments[i], nullptr, 10); };
    return measure({.slaves = number(1),
                    .names = number(2),
                    .duration = std::chrono::seconds(number(3))})
               ? 0
               : 1;
  }
  if (count != 1) {
    std::fprintf(stderr, "usage: fleet_bench [SLAVES NAMES SECONDS]\n");
    return 2;
  }
  measure_layout();
  const bool first = measure({.slaves = 2'000, .names = 100, .cpu_goal = 60});
  const bool second = measure({.slaves = 10'000, .names = 10});
  return first && second ? 0 : 1;
}
