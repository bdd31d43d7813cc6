// RunnerSet: the runner processes of a slave, one but during a swap of the test.
#include "slave/runner_set.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>
#include <unistd.h>
#include <utility>

#include <spdlog/spdlog.h>

namespace acrida {
namespace {

/// What the processes of this container, or machine, may have together.
std::uint64_t machine_memory_bytes() {
  const auto physical = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::uint64_t allowed = 0;
  std::ifstream file("/sys/fs/cgroup/memory.max");  // "max" when there is no limit
  return file >> allowed ? std::min(allowed, physical) : physical;
}

Now read_clocks() {
  return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

}  // namespace

std::size_t shard_count(const SlaveOptions& options) {
  return options.shards > 0 ? options.shards : std::max(1u, std::thread::hardware_concurrency());
}

void RunnerSet::start(const AgentMachine::StartRunner& what,
                      const std::function<Result<StoredTest>()>& newest) {
  if (const auto started = try_start(what, newest); !started)
    failures_[what.runner] = started.error().what;
}

Result<void> RunnerSet::try_start(const AgentMachine::StartRunner& what,
                                  const std::function<Result<StoredTest>()>& newest) {
  for (const auto& [id, process] : processes_) note_users(*process);
  if (!what.goes_on) {
    users_created_.clear();
    processes_.clear();  // of the last run; they have had their time to exit
  }
  std::erase_if(tests_, [&](const auto& one) { return !handlers_.is_used(one.first); });
  if (!tests_.contains(what.version)) {
    Result<StoredTest> test = newest();
    if (!test) return test.error();
    tests_.emplace(what.version, std::move(*test));
  }
  const StoredTest& test = tests_.at(what.version);
  RunnerStart start{
      .library = test.library,
      .folder = test.folder,
      .shards = shard_count(options_),
      .slave_index = what.slave_index,
      .memory_limit_bytes = options_.runner_memory_bytes.value_or(machine_memory_bytes() / 5 * 4),
      .user = options_.runner_user,
      .users_created = users_created_};
  for (std::uint64_t& users : start.users_created) users += what.spare_users;
  auto process =
      RunnerProcess::start(loop_, start, [this, id = what.runner](wire::FromSlave message) {
        handlers_.on_message(id, std::move(message));
      });
  if (!process) return process.error();
  processes_[what.runner] = std::move(*process);
  return {};
}

void RunnerSet::note_users(const RunnerProcess& process) {
  const std::vector<std::uint64_t> created = process.users_created();
  users_created_.resize(std::max(users_created_.size(), created.size()));
  for (std::size_t i = 0; i < created.size(); ++i)
    users_created_[i] = std::max(users_created_[i], created[i]);
}

void RunnerSet::send(RunnerId id, const wire::FromMaster& message) {
  const auto found = processes_.find(id);
  if (found != processes_.end()) found->second->send(message);
}

void RunnerSet::signal(RunnerId id, int number) {
  const auto found = processes_.find(id);
  if (found != processes_.end()) found->second->signal(number);
}

void RunnerSet::end_all() {
  for (const auto& [id, process] : processes_) process->send(wire::MasterQuit{});
}

// Handlers may start others.
void RunnerSet::tick() {
  for (const auto& [id, why] : std::exchange(failures_, {}))
    handlers_.on_end(id, RunnerEnd{.what = why});
  std::vector<RunnerId> ids;
  for (const auto& [id, process] : processes_) ids.push_back(id);
  for (const RunnerId id : ids) {
    auto found = processes_.find(id);
    if (found == processes_.end()) continue;
    if (auto stall = found->second->take_stall()) {
      spdlog::warn("{}", stall->message);
      handlers_.on_message(id, std::move(*stall));
      found = processes_.find(id);
      if (found == processes_.end()) continue;
    }
    std::optional<RunnerEnd> end = found->second->end(read_clocks());
    if (!end) continue;
    note_users(*found->second);
    processes_.erase(found);
    handlers_.on_end(id, std::move(*end));
  }
}

bool RunnerSet::have_ended() const {
  return std::all_of(processes_.begin(), processes_.end(),
                     [](const auto& one) { return one.second->has_ended(); });
}

std::vector<pid_t> RunnerSet::pids() const {
  std::vector<pid_t> pids;
  for (const auto& [id, process] : processes_) pids.push_back(process->pid());
  return pids;
}

}  // namespace acrida
