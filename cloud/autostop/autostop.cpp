// Autostop: the clocks, the files and the command around IdleJudge.
#include "cloud/autostop/autostop.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <memory>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <CLI/App.hpp>
#include <spdlog/spdlog.h>

#include "cloud/autostop/log_set.hpp"
#include "cloud/provider/cloud_tags.hpp"
#include "core/cli/validators.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

using std::chrono::seconds;

constexpr seconds kLongestPeriod{10};
constexpr seconds kStopAgain{60};
constexpr seconds kCommandLimit{300};
constexpr seconds kTellAgain{300};

IdleMoment moment() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return {seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec),
          std::chrono::system_clock::now()};
}

/// False when a signal has asked for the end.
bool wait_for(seconds span, const sigset_t& signals) {
  timespec limit{};
  limit.tv_sec = span.count();
  return ::sigtimedwait(&signals, nullptr, &limit) < 0;
}

/// What stops the machine. It is not waited for, and outlives this process, which it may well end.
class StopCommand {
 public:
  explicit StopCommand(std::string command) : command_(std::move(command)) {}

  void run(BootTime now) {
    if (pid_ && now - *begun_ >= kCommandLimit) {
      spdlog::error("the command '{}' has not ended in {} s: it is ended, and run again", command_,
                    kCommandLimit.count());
      ::kill(-*pid_, SIGKILL);  // a session of its own
      ::waitpid(*pid_, nullptr, 0);
      pid_.reset();
    }
    if (pid_ || (begun_ && now - *begun_ < kStopAgain)) return;
    begun_ = now;
    const auto pid = start_detached({"/bin/sh", "-c", command_}, STDERR_FILENO);
    if (pid)
      pid_ = *pid;
    else
      spdlog::error("{}", pid.error().what);
  }

  void reap() {
    int status = 0;
    if (!pid_ || ::waitpid(*pid_, &status, WNOHANG) != *pid_) return;
    pid_.reset();
    if (status != 0)
      spdlog::error("the command '{}' has failed: {}; it is run again in a minute", command_,
                    describe_wait_status(status));
  }

 private:
  std::string command_;
  std::optional<pid_t> pid_;
  std::optional<BootTime> begun_;
};

/// Says what the judge thinks when that is news, and now and then.
class VerdictLog {
 public:
  void note(const IdleVerdict& verdict, bool dry_run, BootTime now) {
    const bool is_news = !told_ || told_->kind != verdict.kind || told_->stop != verdict.stop;
    if (!is_news && now - told_at_ < kTellAgain) return;
    told_ = verdict;
    told_at_ = now;
    if (!verdict.stop)
      spdlog::info("{}", verdict.reason);
    else
      spdlog::warn("{}: {}", verdict.reason,
                   dry_run ? "this machine would stop now (--dry-run)" : "this machine stops now");
  }

 private:
  std::optional<IdleVerdict> told_;
  BootTime told_at_{};
};

}  // namespace

std::function<int()> declare_autostop(CLI::App& app) {
  auto shared = std::make_shared<AutostopOptions>();  // with the command that is returned
  AutostopOptions& options = *shared;
  app.add_option("--log", options.logs,
                 "The log of a slave, or a pattern such as '/var/log/acrida/slave-*.log'; may be "
                 "repeated")
      ->required()
      ->type_name("FILE");
  add_time_span(app, "--idle", options.idle.idle,
                "Stop this machine after so long without a run on any of its slaves; default 10m")
      ->envname("ACRIDA_AUTOSTOP_IDLE");
  add_time_span(app, "--grace", options.idle.grace,
                "Not before so long after the start, as slaves are to join; default 10m")
      ->envname("ACRIDA_AUTOSTOP_GRACE");
  app.add_option_function<std::string>(
         "--expires",
         [&options](const std::string& text) {
           options.idle.expires = parse_expiry(text);
           if (!options.idle.expires)
             throw CLI::ValidationError("--expires",
                                        "'" + text + "' is no time in UTC as 2026-01-31T12:00:00Z");
         },
         "Stop this machine at this time, whatever it does, e.g. 2026-01-31T12:00:00Z")
      ->envname("ACRIDA_MACHINE_EXPIRES")
      ->type_name("TIME");
  app.add_option("--command", options.command, "What stops this machine, run by a shell")
      ->envname("ACRIDA_AUTOSTOP_COMMAND")
      ->type_name("COMMAND")
      ->capture_default_str();
  app.add_flag("--dry-run", options.dry_run, "Only say when this machine would stop, and why")
      ->envname("ACRIDA_AUTOSTOP_DRY_RUN");
  return [shared] { return run_autostop(*shared); };
}

int run_autostop(const AutostopOptions& options) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  LogSet logs(options.logs);
  IdleJudge judge(options.idle, moment());
  spdlog::info("{} logs so far; this machine stops after {} s without a run{}", logs.log_count(),
               options.idle.idle.count(),
               options.idle.expires ? ", and at " + expiry_text(*options.idle.expires) : "");
  const seconds period = std::clamp(options.idle.idle / 10, seconds(1), kLongestPeriod);
  StopCommand stop(options.command);
  VerdictLog log;
  do {
    const std::vector<LogReading> readings = logs.read();
    const IdleMoment now = moment();
    const IdleVerdict verdict = judge.judge(readings, now);
    log.note(verdict, options.dry_run, now.boot);
    stop.reap();
    if (verdict.stop && !options.dry_run) stop.run(now.boot);
  } while (wait_for(period, signals));
  return 0;
}

}  // namespace acrida
