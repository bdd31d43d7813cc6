// LocalSlaves: the slave processes that `acrida run` starts and owns.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/process/child_process.hpp"

namespace acrida {

/// Slaves on this machine that speak to the master like any other. They end with this object, and
/// with the process. Started and destroyed on the same thread.
class LocalSlaves {
 public:
  /// Without `runner_memory_bytes` each takes its own default.
  static Result<LocalSlaves> start(std::size_t count, std::uint16_t master_port,
                                   const std::string& test,
                                   std::optional<std::uint64_t> runner_memory_bytes = {});

  /// One line for each process that has ended since the last call.
  std::vector<std::string> take_ended();
  std::size_t alive() const;
  /// Waits until all have ended by themselves, at most so long.
  void wait(std::chrono::milliseconds at_most);

 private:
  struct Process {
    ChildProcess child;
    std::size_t number = 0;
    bool ended = false;
  };
  std::vector<Process> processes_;
};

}  // namespace acrida
