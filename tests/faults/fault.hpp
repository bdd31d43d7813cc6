// Fault: one thing that goes wrong for a while.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace acrida::tests {

enum class FaultKind {
  partition,    // nothing passes between a slave and the master
  loss,         // each packet is lost with the probability `strength` percent
  delay,        // each packet comes `strength` ms later
  bandwidth,    // the link carries `strength` KB a second
  kill_slave,   // SIGKILL of the agent; another slave takes its place when all heals
  kill_runner,  // SIGKILL
  kill_master,  // SIGKILL; started again after `duration`, by the same command
  stop_slave,   // SIGSTOP of the agent
  stop_runner,  // SIGSTOP
  stop_master,  // SIGSTOP
  disk_full,    // nothing can be written to the master's data directory
  clock,        // the wall clock of a slave is off by `strength` seconds
};

inline constexpr std::array<std::string_view, 12> kFaultNames = {
    "partition",   "loss",       "delay",       "bandwidth",   "kill-slave", "kill-runner",
    "kill-master", "stop-slave", "stop-runner", "stop-master", "disk-full",  "clock"};

inline std::string_view name_of(FaultKind kind) {
  return kFaultNames[static_cast<std::size_t>(kind)];
}
std::optional<FaultKind> fault_named(std::string_view name);

struct Fault {
  FaultKind kind{};
  std::size_t slave = 0;                 // whom it befalls, unless it is the master
  std::chrono::milliseconds at{};        // after the moment when all users run
  std::chrono::milliseconds duration{};  // zero: SIGKILL of a slave or runner
  long strength = 0;

  bool befalls_master() const {
    return kind == FaultKind::kill_master || kind == FaultKind::stop_master ||
           kind == FaultKind::disk_full;
  }
  bool befalls_link() const { return kind <= FaultKind::bandwidth; }
  std::chrono::milliseconds end() const { return at + duration; }
};

/// "3.2 s: partition of slave 1 for 4.0 s".
std::string describe(const Fault& fault);

}  // namespace acrida::tests
