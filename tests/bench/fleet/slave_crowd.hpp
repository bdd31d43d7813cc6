// SlaveCrowd: some thousand simulated slaves in one process.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include <zmq.hpp>

#include "tests/bench/fleet/frame_mold.hpp"
#include "tests/bench/fleet/sent_counts.hpp"
#include "tests/bench/fleet/simulated_slave.hpp"

namespace acrida::tests {

/// Slaves are divided into slots of a second, so that what they send is even. Those of a slot send equal reports,
/// which are encoded once.
class SlaveCrowd final {
 public:
  /// Slaves `first` to `first + count - 1`, each with `names` rows in its reports. The counts outlive it.
  SlaveCrowd(std::uint16_t port, std::size_t first, std::size_t count, std::size_t names,
             SentCounts& counts);
  /// Until the master tells one of the slaves to quit.
  void run();

 private:
  using Clock = SimulatedSlave::Clock;

  struct Slot {
    std::vector<std::unique_ptr<SimulatedSlave>> slaves;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
  };

  bool read(Slot& slot);
  void speak(Slot& slot, Clock::time_point now);
  void report(Slot& slot);
  /// Of the run that all slaves of the slot have joined; 0: not all of them.
  static std::uint64_t common_epoch(const Slot& slot);
  void count_slaves();

  zmq::context_t context_;
  std::vector<Slot> slots_;
  std::size_t names_;
  SentCounts& counts_;
  FrameMold heartbeat_;
};

}  // namespace acrida::tests
