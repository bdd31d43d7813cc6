// verdict: sums.
#include "tests/faults/verdict.hpp"

#include <algorithm>

namespace acrida::tests {
namespace {

/// One report interval, and what a report takes from the first shard to the master on a machine that is busy.
constexpr double kUnreported_s = 1.6;
/// What a master that is killed had received and not written down: its slaves have it, but for one that is
/// killed as well.
constexpr double kUnwritten_s = 1;
/// How long after an outage TCP may still hold back what it queued.
constexpr double kBacklog_s = 4;

/// The requests of a killed slave since the last report that must have reached the master.
std::uint64_t losses_of(const Trouble& killed, const Observation& observation) {
  double since_s = killed.begin_s - kUnreported_s;
  for (const Trouble& other : observation.troubles) {
    const bool held_back = other.touches(killed.fault->slave) && &other != &killed &&
                           other.begin_s < killed.begin_s &&
                           other.end_s + kBacklog_s > killed.begin_s;
    const bool is_master = other.fault->kind == FaultKind::kill_master;
    if (held_back)
      since_s = std::min(since_s, other.begin_s - kUnreported_s - (is_master ? kUnwritten_s : 0));
  }
  const std::string address = Cluster::address_of(killed.fault->slave);
  return static_cast<std::uint64_t>(
      std::count_if(observation.seen.begin(), observation.seen.end(), [&](const SeenRequest& one) {
        return one.from == address && one.at_s >= since_s && one.at_s <= killed.begin_s + 1;
      }));
}

void judge_totals(const Observation& observation, Verdict& verdict) {
  if (!observation.after_stop || observation.after_stop->state != "stopped") {
    verdict.violations.push_back("the run was not stopped");
    return;
  }
  verdict.counted = observation.after_stop->requests;
  verdict.unknown = observation.after_stop->unknown;
  std::uint64_t cut_off = 0;
  for (const Trouble& trouble : observation.troubles) {
    if (trouble.fault->kind == FaultKind::kill_slave)
      verdict.allowed += losses_of(trouble, observation);
    if (trouble.fault->kind == FaultKind::kill_runner) cut_off += Cluster::kUsers;
  }
  if (verdict.counted > verdict.seen)
    verdict.violations.push_back(std::to_string(verdict.counted - verdict.seen) +
                                 " requests counted that the server has not seen");
  const std::uint64_t known = verdict.counted + verdict.unknown + verdict.allowed;
  if (known < verdict.seen)
    verdict.violations.push_back(std::to_string(verdict.seen - known) + " requests lost");
  if (verdict.unknown > cut_off)
    verdict.violations.push_back(std::to_string(verdict.unknown) + " requests unknown");
  if (observation.after_stop->failures > 0)
    verdict.violations.push_back(std::to_string(observation.after_stop->failures) +
                                 " requests failed");
}

void judge_users(const Observation& observation, Verdict& verdict) {
  if (observation.most_excess_users > 0)
    verdict.violations.push_back(std::to_string(observation.most_excess_users) +
                                 " users above the plan");
  const std::uint64_t users = observation.before_stop ? observation.before_stop->users : 0;
  if (users != Cluster::kUsers || observation.connections_before_stop != Cluster::kUsers)
    verdict.violations.push_back("after healing the master has " + std::to_string(users) +
                                 " users and the server sees " +
                                 std::to_string(observation.connections_before_stop));
}

}  // namespace

Verdict judge(const Observation& observation) {
  Verdict verdict;
  verdict.seen = observation.seen.size();
  judge_totals(observation, verdict);
  judge_users(observation, verdict);
  if (!observation.all_ended) verdict.violations.push_back("not all processes end");
  for (const std::string& left : observation.left_over)
    verdict.violations.push_back("left over: " + left);
  return verdict;
}

}  // namespace acrida::tests
