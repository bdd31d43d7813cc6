// Harness: runs schedules, each in a process of its own, several at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/faults/schedule.hpp"

namespace acrida::tests {

/// Namespaces and folders of harnesses that were killed.
void remove_what_killed_ones_left();

struct HarnessSettings {
  std::vector<Schedule> schedules;
  std::size_t parallel = 1;
  /// Of each schedule that breaks an invariant: what its processes printed. Empty: nowhere.
  std::filesystem::path logs;
  std::string replay;  // what stands before the seed in the command that repeats one
};

/// One thread. Processes and namespaces of the schedules end with run(), also after SIGINT and SIGTERM.
class Harness final {
 public:
  explicit Harness(HarnessSettings settings);
  /// The seeds of those that broke an invariant; nothing after a signal.
  std::optional<std::set<std::uint64_t>> run();

 private:
  void start(const Schedule& schedule);
  /// In the child.
  int carry_out(const Schedule& schedule) const;
  std::filesystem::path folder_of(const Schedule& schedule) const;
  void reap(pid_t pid, int status);
  void end_all();

  HarnessSettings settings_;
  std::string name_;  // of namespaces: "acrida-PID"
  std::filesystem::path folder_;
  std::map<pid_t, const Schedule*> running_;
  std::set<std::uint64_t> violated_;
};

}  // namespace acrida::tests
