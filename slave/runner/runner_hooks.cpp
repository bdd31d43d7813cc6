// RunnerHooks: the hooks of a test in a slave's runner.
#include "slave/runner/runner_hooks.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/wire/report_keys.hpp"

namespace acrida {
namespace {

std::chrono::nanoseconds cpu_time_of_process() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

RunnerHooks::RunnerHooks(const Plugin& plugin, std::size_t shards,
                         std::function<void(const wire::FromSlave&)> send,
                         std::function<void(std::function<void()>)> post)
    : send_(std::move(send)),
      post_(std::move(post)),
      cpu_watch_(std::min<std::size_t>(shards, std::max(1u, std::thread::hardware_concurrency()))),
      hooks_(
          plugin.hooks(), Role::slave,
          [this](const std::string& type, std::string data, const std::string&) {
            this->send(type, std::move(data));
          },
          [this](const std::string& what) { note_failure(what); }) {}

ShardHooks RunnerHooks::for_shards() {
  ShardHooks hooks;
  if (!hooks_.empty()) hooks.all = &hooks_;
  if (hooks_.sees_requests()) hooks.requests = &hooks_;
  hooks.send = [this](std::string type, std::string data) {
    this->send(std::move(type), std::move(data));
  };
  return hooks;
}

// At once on the control thread: what test_stop sends goes out before the stop is confirmed.
void RunnerHooks::send(std::string type, std::string data_msgpack) {
  wire::Custom message{std::move(type), std::move(data_msgpack)};
  if (std::this_thread::get_id() == control_thread_) return send_(message);
  post_([this, message = std::move(message)] { send_(message); });
}

void RunnerHooks::on(const wire::Custom& message) {
  if (!hooks_.deliver(message.type, message.data_msgpack, Sender{}))
    spdlog::debug("no hook handles the message of type {} from the master", message.type);
}

void RunnerHooks::on(const wire::RampComplete& complete) {
  hooks_.call("spawning_complete",
              [&](Hooks& hooks) { hooks.spawning_complete(complete.user_count); });
}

void RunnerHooks::before_spawn() {
  if (std::exchange(test_started_, true)) return;
  hooks_.call("test_start", [](Hooks& hooks) { hooks.test_start(); });
}

void RunnerHooks::before_stop() {
  hooks_.call("test_stopping", [](Hooks& hooks) { hooks.test_stopping(); });
}

void RunnerHooks::after_stop() {
  hooks_.call("test_stop", [](Hooks& hooks) { hooks.test_stop(); });
}

void RunnerHooks::complete(wire::StatsReport& report) {
  ReportData data;
  hooks_.call("report_to_master", [&](Hooks& hooks) { hooks.report_to_master(data); });
  for (const auto& [name, value] : data.values()) {
    if (!wire::is_report_key(name)) {
      report.attached.emplace(name, value);
    } else {
      note_failure("report_to_master: the name " + name + " is one of the report's own");
    }
  }
}

void RunnerHooks::watch_cpu() {
  if (hooks_.empty()) return;
  const auto percent = cpu_watch_.sample(cpu_time_of_process(), std::chrono::steady_clock::now());
  if (!percent) return;
  spdlog::warn(
      "the users keep {:.0f} % of their cores busy: response times "
      "may be too long",
      *percent);
  hooks_.call("cpu_warning", [&](Hooks& hooks) { hooks.cpu_warning(*percent); });
}

std::vector<wire::ExceptionReport> RunnerHooks::take_failures() {
  std::map<std::string, std::uint64_t> failures;
  {
    const std::lock_guard lock(failures_mutex_);
    failures.swap(failures_);
  }
  std::vector<wire::ExceptionReport> reports;
  for (const auto& [what, count] : failures)
    reports.push_back(
        {.message = "hook " + what, .traceback = "", .count = count, .from_hook = true});
  return reports;
}

void RunnerHooks::note_failure(const std::string& what) {
  const std::lock_guard lock(failures_mutex_);
  const bool room = failures_.size() + 1 < kMaxFailures || failures_.contains(what);
  const std::uint64_t count = ++failures_[room ? what : "(further failures)"];
  if (count == 1) spdlog::error("hook {}", what);
}

}  // namespace acrida
