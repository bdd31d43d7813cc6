// Trial: one schedule on one cluster, from the start of the run to the last check.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/cluster.hpp"
#include "tests/faults/schedule.hpp"

namespace acrida::tests {

/// A fault, and when it really was.
struct Trouble {
  const Fault* fault = nullptr;  // of the schedule
  double begin_s = 0;            // since the epoch
  double end_s = 0;

  bool touches(std::size_t slave) const { return fault->befalls_master() || fault->slave == slave; }
};

/// What the checks are made of; see verdict.hpp.
struct Observation {
  std::vector<Trouble> troubles;
  std::vector<SeenRequest> seen;
  std::optional<MasterTotals> before_stop;
  std::optional<MasterTotals> after_stop;
  std::size_t connections_before_stop = 0;
  /// Users beyond the plan that nobody's absence explains, at two moments in a row.
  std::size_t most_excess_users = 0;
  bool all_ended = false;
  std::vector<std::string> left_over;
};

class Trial final {
 public:
  /// Both outlive it.
  Trial(Cluster& cluster, const Schedule& schedule) : cluster_(cluster), schedule_(schedule) {}
  Observation run();

 private:
  using Clock = std::chrono::steady_clock;

  /// A fault begins or ends.
  struct Step {
    std::chrono::milliseconds at;
    const Fault* fault;
    bool begins;
  };

  std::vector<Step> steps() const;
  void begin(const Fault& fault);
  void finish(const Fault& fault);
  void heal();
  void set_link(const Fault& fault, bool begins);
  void send_to_runner(std::size_t slave, int signal);
  /// Sleeps and counts users meanwhile.
  void watch_until(Clock::time_point moment);
  std::size_t excess_users() const;
  void wait_for_all_users();

  Cluster& cluster_;
  const Schedule& schedule_;
  Observation seen_;
  std::size_t last_excess_ = 0;
  std::map<std::size_t, pid_t> stopped_runners_;
  std::vector<std::size_t> killed_slaves_;
};

}  // namespace acrida::tests
