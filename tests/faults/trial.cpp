// Trial: the timeline.
#include "tests/faults/trial.hpp"

#include <algorithm>
#include <signal.h>
#include <thread>

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto kSampleInterval = 250ms;
/// After a trouble, until the master has the slave back and users are where they belong: its own timeout, a
/// retransmission that TCP has put off, and requests in flight that users finish before they leave.
constexpr double kAftermath_s = 8;
constexpr auto kRecovery = 20s;

double wall_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::vector<Trial::Step> Trial::steps() const {
  std::vector<Step> steps;
  for (const Fault& fault : schedule_.faults) {
    steps.push_back({fault.at, &fault, true});
    if (fault.duration > 0ms) steps.push_back({fault.end(), &fault, false});
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.at < b.at; });
  return steps;
}

Observation Trial::run() {
  const auto start = Clock::now();
  for (const Step& step : steps()) {
    watch_until(start + step.at);
    if (step.begins)
      begin(*step.fault);
    else
      finish(*step.fault);
  }
  watch_until(start + kHealed);
  heal();
  watch_until(start + kStop);
  wait_for_all_users();
  seen_.before_stop = cluster_.totals();
  cluster_.ask_to_stop();
  const auto deadline = Clock::now() + kRecovery;
  do {
    std::this_thread::sleep_for(100ms);
    seen_.after_stop = cluster_.totals();
  } while ((!seen_.after_stop || seen_.after_stop->state != "stopped") && Clock::now() < deadline);
  seen_.all_ended = cluster_.end();
  seen_.seen = cluster_.witness().requests();
  seen_.left_over = cluster_.left_over();
  return std::move(seen_);
}

void Trial::begin(const Fault& fault) {
  const double now_s = wall_s();
  seen_.troubles.push_back(
      {&fault, now_s, now_s + std::chrono::duration<double>(fault.duration).count()});
  switch (fault.kind) {
    case FaultKind::partition:
    case FaultKind::loss:
    case FaultKind::delay:
    case FaultKind::bandwidth:
      return set_link(fault, true);
    case FaultKind::kill_slave:
      killed_slaves_.push_back(fault.slave);
      return cluster_.agent(fault.slave).signal(SIGKILL);
    case FaultKind::kill_runner:
      return send_to_runner(fault.slave, SIGKILL);
    case FaultKind::kill_master:
      cluster_.master().signal(SIGKILL);
      cluster_.master().wait(5s);
      return;
    case FaultKind::stop_slave:
      return cluster_.agent(fault.slave).signal(SIGSTOP);
    case FaultKind::stop_runner:
      return send_to_runner(fault.slave, SIGSTOP);
    case FaultKind::stop_master:
      return cluster_.master().signal(SIGSTOP);
    case FaultKind::disk_full:
      return cluster_.disk().fill();
    case FaultKind::clock:
      return cluster_.clock(fault.slave).set(fault.strength);
  }
}

void Trial::finish(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::partition:
    case FaultKind::loss:
    case FaultKind::delay:
    case FaultKind::bandwidth:
      return set_link(fault, false);
    case FaultKind::kill_slave:
    case FaultKind::kill_runner:
      return;
    case FaultKind::kill_master:
      return cluster_.start_master();
    case FaultKind::stop_slave:
      return cluster_.agent(fault.slave).signal(SIGCONT);
    case FaultKind::stop_runner:
      if (const auto runner = stopped_runners_.find(fault.slave); runner != stopped_runners_.end())
        kill(runner->second, SIGCONT);
      return;
    case FaultKind::stop_master:
      return cluster_.master().signal(SIGCONT);
    case FaultKind::disk_full:
      return cluster_.disk().make_room();
    case FaultKind::clock:
      return cluster_.clock(fault.slave).set(0);
  }
}

void Trial::set_link(const Fault& fault, bool begins) {
  LinkConditions& link = cluster_.link(fault.slave).conditions();
  const int strength = begins ? static_cast<int>(fault.strength) : 0;
  if (fault.kind == FaultKind::partition) link.is_cut = begins;
  if (fault.kind == FaultKind::loss) link.loss_percent = strength;
  if (fault.kind == FaultKind::delay) link.delay_ms = strength;
  if (fault.kind == FaultKind::bandwidth) link.kilobytes_per_s = strength;
}

void Trial::send_to_runner(std::size_t slave, int signal) {
  const auto runner = cluster_.runner_of(slave);
  if (!runner) return;
  if (signal == SIGSTOP) stopped_runners_[slave] = *runner;
  kill(*runner, signal);
}

/// All that has an end has ended; what was killed is replaced.
void Trial::heal() {
  for (const std::size_t slave : killed_slaves_) cluster_.start_slave(slave);
  for (Trouble& trouble : seen_.troubles)
    if (trouble.fault->kind == FaultKind::kill_slave) trouble.end_s = wall_s();
}

void Trial::watch_until(Clock::time_point moment) {
  while (Clock::now() < moment) {
    std::this_thread::sleep_until(std::min(moment, Clock::now() + kSampleInterval));
    const std::size_t excess = excess_users();
    seen_.most_excess_users = std::max(seen_.most_excess_users, std::min(excess, last_excess_));
    last_excess_ = excess;
  }
}

/// Above the plan by more than slaves have that the master cannot reach, or could not a moment ago.
std::size_t Trial::excess_users() const {
  const double now_s = wall_s();
  std::size_t users = 0, unreachable = 0;
  for (std::size_t slave = 0; slave < kSlaves; ++slave) {
    const auto connections = Witness::connections();
    const auto found = connections.find(Cluster::address_of(slave));
    const std::size_t count = found == connections.end() ? 0 : found->second;
    users += count;
    const bool troubled =
        std::any_of(seen_.troubles.begin(), seen_.troubles.end(), [&](const Trouble& trouble) {
          return !trouble.fault->befalls_master() && trouble.touches(slave) &&
                 now_s < trouble.end_s + kAftermath_s;
        });
    if (troubled) unreachable += count;
  }
  const std::size_t allowed = Cluster::kUsers + unreachable;
  return users > allowed ? users - allowed : 0;
}

void Trial::wait_for_all_users() {
  const auto deadline = Clock::now() + kRecovery;
  while (Clock::now() < deadline) {
    const auto now = cluster_.totals();
    seen_.connections_before_stop = 0;
    for (const auto& [address, count] : Witness::connections())
      if (address.starts_with("10.78.")) seen_.connections_before_stop += count;
    if (now && now->state == "running" && now->users == Cluster::kUsers &&
        seen_.connections_before_stop == Cluster::kUsers)
      return;
    std::this_thread::sleep_for(200ms);
  }
}

}  // namespace acrida::tests
