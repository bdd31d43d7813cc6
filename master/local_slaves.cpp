// LocalSlaves: the slave processes that `acrida run` starts and owns.
#include "master/local_slaves.hpp"

#include <algorithm>
#include <thread>

namespace acrida {

Result<LocalSlaves> LocalSlaves::start(std::size_t count, std::uint16_t master_port,
                                       const std::string& test,
                                       std::optional<std::uint64_t> runner_memory_bytes) {
  LocalSlaves slaves;
  for (std::size_t number = 1; number <= count; ++number) {
    std::vector<std::string> command{own_executable(),
                                     "slave",
                                     "--master-host",
                                     "127.0.0.1",
                                     "--master-port",
                                     std::to_string(master_port),
                                     "-f",
                                     test,
                                     "--follow-master"};
    if (runner_memory_bytes)
      command.insert(command.end(), {"--runner-memory", std::to_string(*runner_memory_bytes)});
    auto child = ChildProcess::start(command);
    if (!child) return child.error();
    slaves.processes_.push_back(Process{std::move(*child), number, false});
  }
  return slaves;
}

std::vector<std::string> LocalSlaves::take_ended() {
  std::vector<std::string> lines;
  for (Process& process : processes_) {
    if (process.ended) continue;
    const auto status = process.child.poll();
    if (!status) continue;
    process.ended = true;
    lines.push_back("local slave " + std::to_string(process.number) +
                    " ended: " + describe_wait_status(*status));
  }
  return lines;
}

std::size_t LocalSlaves::alive() const {
  return static_cast<std::size_t>(std::count_if(processes_.begin(), processes_.end(),
                                                [](const Process& p) { return !p.ended; }));
}

void LocalSlaves::wait(std::chrono::milliseconds at_most) {
  constexpr std::chrono::milliseconds kStep{10};
  for (auto waited = kStep; waited < at_most; waited += kStep) {
    take_ended();
    if (alive() == 0) return;
    std::this_thread::sleep_for(kStep);
  }
}

}  // namespace acrida
