// Harness: forks, signals, and a line for each schedule.
#include "tests/faults/harness.hpp"

#include <cstdio>
#include <exception>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "tests/faults/cluster.hpp"
#include "tests/faults/net_namespace.hpp"
#include "tests/faults/trial.hpp"
#include "tests/faults/verdict.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

std::string text_of(const Schedule& schedule, const Verdict& verdict) {
  std::string text = "seed " + std::to_string(schedule.seed) + ": " +
                     (verdict.violations.empty() ? "well" : "VIOLATED") + ": seen " +
                     std::to_string(verdict.seen) + ", counted " + std::to_string(verdict.counted) +
                     ", unknown " + std::to_string(verdict.unknown) + ", may be lost " +
                     std::to_string(verdict.allowed) + "\n";
  for (const Fault& fault : schedule.faults) text += "    " + describe(fault) + "\n";
  for (const std::string& violation : verdict.violations) text += "  * " + violation + "\n";
  return text;
}

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

void remove_what_killed_ones_left() {
  remove_stale_namespaces();
  const auto folder = std::filesystem::temp_directory_path();
  std::error_code ignored;
  for (const std::string& name : stale_names(folder))
    std::filesystem::remove_all(folder / name, ignored);
}

Harness::Harness(HarnessSettings settings)
    : settings_(std::move(settings)),
      name_("acrida-" + std::to_string(getpid())),
      folder_(std::filesystem::temp_directory_path() / name_) {}

std::filesystem::path Harness::folder_of(const Schedule& schedule) const {
  return folder_ / std::to_string(schedule.seed);
}

std::optional<std::set<std::uint64_t>> Harness::run() {
  std::filesystem::create_directories(folder_);
  const sigset_t signals = awaited_signals();
  sigset_t before;
  sigprocmask(SIG_BLOCK, &signals, &before);
  std::size_t next = 0;
  bool interrupted = false;
  while (!interrupted && (next < settings_.schedules.size() || !running_.empty())) {
    while (running_.size() < settings_.parallel && next < settings_.schedules.size())
      start(settings_.schedules[next++]);
    int signal = 0;
    sigwait(&signals, &signal);
    interrupted = signal != SIGCHLD;
    int status = 0;
    for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) reap(pid, status);
  }
  end_all();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  if (interrupted) return std::nullopt;
  return violated_;
}

void Harness::start(const Schedule& schedule) {
  std::filesystem::create_directory(folder_of(schedule));
  const pid_t pid = fork();
  if (pid != 0) {
    running_[pid] = &schedule;
    return;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const sigset_t signals = awaited_signals();
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  int code = 1;
  try {
    code = carry_out(schedule);
  } catch (const std::exception& error) {
    print("seed " + std::to_string(schedule.seed) + ": BROKEN: " + error.what() + "\n");
  }
  std::fflush(stdout);
  _exit(code);
}

int Harness::carry_out(const Schedule& schedule) const {
  // What is mounted here is seen and held by nobody else.
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    throw std::runtime_error("cannot make a mount namespace");
  Cluster cluster(name_ + "-" + std::to_string(schedule.seed), folder_of(schedule), schedule.seed);
  cluster.start();
  const Verdict verdict = judge(Trial(cluster, schedule).run());
  std::string text = text_of(schedule, verdict);
  if (!verdict.violations.empty()) {
    text += "  again: " + settings_.replay + std::to_string(schedule.seed) + "\n";
    if (!settings_.logs.empty()) {
      const auto file = settings_.logs / ("seed-" + std::to_string(schedule.seed) + ".txt");
      write_file(file, text + cluster.output());
      text += "  output: " + file.string() + "\n";
    }
  }
  print(text);
  return verdict.violations.empty() ? 0 : 1;
}

void Harness::reap(pid_t pid, int status) {
  const auto found = running_.find(pid);
  if (found == running_.end()) return;
  const Schedule& schedule = *found->second;
  if (WIFSIGNALED(status))
    print("seed " + std::to_string(schedule.seed) + ": BROKEN: signal " +
          std::to_string(WTERMSIG(status)) + "\n");
  if (status != 0) violated_.insert(schedule.seed);
  running_.erase(found);
  remove_namespaces(name_ + "-" + std::to_string(schedule.seed) + "-");
  std::error_code ignored;
  std::filesystem::remove_all(folder_of(schedule), ignored);
}

void Harness::end_all() {
  for (const auto& [pid, schedule] : running_) kill(pid, SIGKILL);
  while (!running_.empty()) {
    const pid_t pid = running_.begin()->first;
    int status = 0;
    if (waitpid(pid, &status, 0) == pid) reap(pid, status);
  }
}

}  // namespace acrida::tests
