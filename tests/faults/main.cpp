// faults: random faults on real processes, by seeds; README.md has the table of faults and outcomes.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "tests/faults/harness.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/process.hpp"

namespace acrida::tests {
namespace {

constexpr int kSkipped = 77;  // as ctest is told
constexpr int kMisuse = 2;
constexpr int kInterrupted = 130;
/// Together they have every kind of fault: for tests that have only a minute.
constexpr std::uint64_t kSampleSeeds[] = {22, 114, 116, 221};

struct Options {
  std::uint64_t seed = 1;
  std::size_t schedules = 200;
  std::vector<std::string> only;
  std::size_t parallel = 3 * std::max(1u, std::thread::hardware_concurrency());
  std::string logs;
  bool sample = false;
  bool list = false;
};

/// Why faults cannot be injected here.
std::optional<std::string> hindrance() {
  if (geteuid() != 0) return "network namespaces need root";
  for (const char* needed : {"/dev/net/tun", "/usr/sbin/nginx"})
    if (!std::filesystem::exists(needed)) return std::string(needed) + " is missing";
  if (Process({"ip", "-V"}).wait(std::chrono::seconds(10)) != 0)
    return "ip is missing: install iproute2";
  return std::nullopt;
}

std::vector<FaultKind> kinds_of(const Options& options) {
  std::vector<FaultKind> kinds;
  for (const std::string_view name : kFaultNames) {
    const bool wanted = options.only.empty() || std::find(options.only.begin(), options.only.end(),
                                                          name) != options.only.end();
    if (wanted) kinds.push_back(*fault_named(name));
  }
  return kinds;
}

std::vector<Schedule> schedules_of(const Options& options) {
  const std::vector<FaultKind> kinds = kinds_of(options);
  std::vector<Schedule> schedules;
  if (options.sample)
    for (const std::uint64_t seed : kSampleSeeds) schedules.push_back(schedule_of(seed, kinds));
  else
    for (std::uint64_t i = 0; i < options.schedules; ++i)
      schedules.push_back(schedule_of(options.seed + i, kinds));
  return schedules;
}

bool have_all(const std::vector<Schedule>& schedules, const std::vector<FaultKind>& kinds) {
  return std::all_of(kinds.begin(), kinds.end(), [&](FaultKind kind) {
    return std::any_of(schedules.begin(), schedules.end(), [&](const Schedule& schedule) {
      return std::any_of(schedule.faults.begin(), schedule.faults.end(),
                         [&](const Fault& fault) { return fault.kind == kind; });
    });
  });
}

void list(const std::vector<Schedule>& schedules) {
  for (const Schedule& schedule : schedules) {
    std::printf("seed %llu\n", static_cast<unsigned long long>(schedule.seed));
    for (const Fault& fault : schedule.faults) std::printf("    %s\n", describe(fault).c_str());
  }
}

/// For each kind how often it was injected, and how many schedules with it are violated.
void sum_up(const std::vector<Schedule>& schedules, const std::set<std::uint64_t>& violated) {
  std::printf("%-12s %8s %10s %9s\n", "fault", "injected", "schedules", "violated");
  for (const std::string_view name : kFaultNames) {
    std::size_t faults = 0, with = 0, broken = 0;
    for (const Schedule& schedule : schedules) {
      const auto here = static_cast<std::size_t>(
          std::count_if(schedule.faults.begin(), schedule.faults.end(),
                        [&](const Fault& fault) { return name_of(fault.kind) == name; }));
      faults += here;
      with += here > 0 ? 1 : 0;
      broken += here > 0 && violated.contains(schedule.seed) ? 1 : 0;
    }
    if (faults > 0)
      std::printf("%-12s %8zu %10zu %9zu\n", std::string(name).c_str(), faults, with, broken);
  }
  std::printf("faults: %zu schedules, %zu violated\n", schedules.size(), violated.size());
}

int run(const Options& options) {
  const std::vector<Schedule> schedules = schedules_of(options);
  if (options.sample && !have_all(schedules, kinds_of(options))) {
    std::fprintf(stderr, "faults: the sample lacks a kind of fault: choose other seeds\n");
    return kMisuse;
  }
  if (options.list) return list(schedules), 0;
  if (const auto why = hindrance()) {
    std::printf("faults: skipped: %s\n", why->c_str());
    return kSkipped;
  }
  remove_what_killed_ones_left();
  // Compiled once, before all slaves want it at the same time.
  Process inspect({acrida_executable(), "inspect", source_path("tests/faults/users/steady.cpp")},
                  {.environment = test_environment()});
  if (inspect.wait(std::chrono::seconds(120)) != 0) {
    std::fprintf(stderr, "faults: %s\n", inspect.err().c_str());
    return kMisuse;
  }
  std::string replay = "faults";
  for (const std::string& kind : options.only) replay += " --only " + kind;
  const auto violated = Harness({.schedules = schedules,
                                 .parallel = options.parallel,
                                 .logs = options.logs,
                                 .replay = replay + " --schedules 1 --seed "})
                            .run();
  if (!violated) return kInterrupted;
  sum_up(schedules, *violated);
  return violated->empty() ? 0 : 1;
}

}  // namespace
}  // namespace acrida::tests

int main(int count, char** arguments) {
  using namespace acrida::tests;
  Options options;
  CLI::App app("Injects faults into a master and its slaves and checks that nothing is lost");
  app.add_option("--seed", options.seed, "Of the first schedule")->capture_default_str();
  app.add_option("--schedules", options.schedules, "How many, by consecutive seeds")
      ->capture_default_str();
  app.add_option("--only", options.only, "Kinds of faults")
      ->check(CLI::IsMember(std::vector<std::string>(kFaultNames.begin(), kFaultNames.end())));
  app.add_option("--parallel", options.parallel, "How many at a time")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--logs", options.logs,
                 "Folder for what the processes of violated schedules print")
      ->check(CLI::ExistingDirectory);
  app.add_flag("--sample", options.sample, "A few schedules that together have every kind");
  app.add_flag("--list", options.list, "Shows the schedules without running them");
  CLI11_PARSE(app, count, arguments);
  return run(options);
}
