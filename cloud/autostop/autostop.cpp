// Autostop: the clock, the files and the command around IdleJudge.
#include "cloud/autostop/autostop.hpp"

#include <csignal>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>

#include <CLI/App.hpp>
#include <spdlog/spdlog.h>

#include "cloud/autostop/log_tail.hpp"
#include "core/cli/validators.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

constexpr std::chrono::seconds kStopAgain{60};
constexpr std::chrono::seconds kTellAgain{300};

BootTime boot_time() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// False when a signal has asked for the end.
bool wait_for(std::chrono::seconds span, const sigset_t& signals) {
  timespec limit{};
  limit.tv_sec = span.count();
  return ::sigtimedwait(&signals, nullptr, &limit) < 0;
}

// The command is not to inherit that signals wait.
void stop_machine(const std::string& command, const sigset_t& signals) {
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  auto child = ChildProcess::start({"/bin/sh", "-c", command});
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  if (!child) return spdlog::error("{}", child.error().what);
  const int status = child->wait();
  if (status != 0)
    spdlog::error(
        "autostop: the command '{}' has not stopped this machine: {}; it is run again in {} s",
        command, describe_wait_status(status), kStopAgain.count());
}

}  // namespace

void declare_autostop_options(CLI::App& app, AutostopOptions& options) {
  app.add_option("--log", options.logs, "For autostop: the log of a slave; repeat for each")
      ->type_name("FILE");
  add_time_span(app, "--idle", options.idle.idle,
                "For autostop: stop after so long without a run [10m]");
  add_time_span(app, "--grace", options.idle.grace,
                "For autostop: not before so long after its start, as slaves are to join [10m]");
  add_time_span(app, "--expiry", options.idle.expiry,
                "For autostop: stop the machine at this age, whatever it does; 0 = never [0]");
  add_time_span(app, "--look-every", options.look_every,
                "For autostop: how often the logs are read [10s]");
  app.add_option("--stop-command", options.stop_command, "For autostop: what stops this machine")
      ->type_name("COMMAND")
      ->capture_default_str();
  app.add_flag("--dry-run", options.dry_run, "For autostop: say when it would stop, and end");
}

int run_autostop(const AutostopOptions& options) {
  if (options.logs.empty()) {
    std::fputs("acrida: cloud autostop: name the log of each slave: --log FILE\n", stderr);
    return 2;
  }
  if (options.look_every.count() <= 0 || options.look_every > IdleJudge::kLongestGap / 2) {
    std::fputs("acrida: cloud autostop: --look-every: it must be from 1s to 30s\n", stderr);
    return 2;
  }
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  std::vector<LogTail> tails(options.logs.begin(), options.logs.end());
  IdleJudge judge(options.idle, tails.size(), boot_time());
  spdlog::info("autostop: watching {} logs; this machine stops after {} s without a run",
               tails.size(), options.idle.idle.count());
  std::string told;
  BootTime told_at{};
  std::optional<BootTime> stopped_at;
  do {
    std::vector<LogReading> readings;
    for (LogTail& tail : tails) readings.push_back(tail.read());
    const BootTime now = boot_time();
    const IdleVerdict verdict = judge.judge(readings, now);
    const std::string kind = verdict.reason.substr(0, verdict.reason.find_first_of("0123456789"));
    if (std::exchange(told, kind) != kind || now - told_at >= kTellAgain) {
      told_at = now;
      spdlog::info("autostop: {}", verdict.reason);
    }
    if (!verdict.stop || (stopped_at && now - *stopped_at < kStopAgain)) continue;
    spdlog::warn(
        "autostop: {}: {}", verdict.reason,
        options.dry_run ? "this machine would stop now (--dry-run)" : "this machine stops now");
    if (options.dry_run) return 0;
    stopped_at = now;
    stop_machine(options.stop_command, signals);
  } while (wait_for(options.look_every, signals));
  return 0;
}

}  // namespace acrida
