// MasterWatch: what a master costs, and how old what it shows is.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace acrida::tests {

/// What /stats/requests said.
struct ShownTotals {
  std::uint64_t requests = 0;
  std::uint64_t early_reports = 0;
  std::uint64_t users = 0;
  std::size_t missing_slaves = 0;
  std::string state;
};

class MasterWatch final {
 public:
  using Clock = std::chrono::steady_clock;

  MasterWatch(pid_t master, std::string url) : master_(master), url_(std::move(url)) {}

  /// User and system time of all threads so far.
  double cpu_s() const;
  /// The same by the name of the thread.
  std::map<std::string, double> cpu_s_by_thread() const;
  /// How long its threads together were ready to run, but on no core.
  double waited_s() const;
  std::uint64_t resident_bytes() const;

  /// Asks the API. Throws when it does not answer.
  ShownTotals ask() const;

  /// Notes how many requests have been sent up to now; often.
  void note_sent(std::uint64_t requests);
  /// How long ago the first request was sent that this total lacks; zero when none lacks.
  std::chrono::duration<double> age_of(std::uint64_t shown_requests, Clock::time_point now);

 private:
  pid_t master_;
  std::string url_;
  std::deque<std::pair<Clock::time_point, std::uint64_t>> sent_;
};

}  // namespace acrida::tests
