// GeneratorSecond: the figures by which one second of a slave is judged.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/stats/generator_health.hpp"
#include "master/run/generator_verdict.hpp"

namespace acrida {

/// What a slave reports for the judge; the reports outlive it.
struct GeneratorSample {
  const GeneratorHealth& health;
  const SparseHistogram& lateness;     // of users' wake-ups, within the same time
  std::uint64_t arrivals = 0;          // tasks that were due, as well; dropped ones included
  std::uint64_t dropped_arrivals = 0;  // those that found no user free
};

/// What is wrong. The first four are why users or loops were late.
enum class GeneratorCause { starved, stolen, busy, held_up, dropped, descriptors, ports, memory };
inline constexpr std::size_t kGeneratorCauses = 8;

/// The name in JSON.
std::string_view to_string(GeneratorCause cause);

struct GeneratorSecond {
  double lateness_p99_ms = 0;  // 0 when there were too few wake-ups
  double loop_lag_p99_ms = 0;
  double cpu_percent = 0;        // of its cores
  double granted_percent = 100;  // of the CPU time that it asked for
  double waited_percent = 0;     // of one core: ready, but on none or held back
  double throttled_percent = 0;  // of the time
  double cores = 0;
  double machine_busy_percent = 0;
  double machine_stolen_percent = 0;
  std::uint64_t arrivals = 0;
  std::uint64_t dropped_arrivals = 0;
  std::uint64_t descriptors_used = 0;
  std::uint64_t descriptors_limit = 0;
  std::uint64_t ports_used = 0;
  std::uint64_t ports_available = 0;
  std::uint64_t memory_used_bytes = 0;
  std::uint64_t memory_limit_bytes = 0;

  static GeneratorSecond of(const GeneratorSample& sample);
  double lag_ms() const { return std::max(lateness_p99_ms, loop_lag_p99_ms); }
};

struct GeneratorFinding {
  GeneratorCause cause{};
  GeneratorVerdict verdict = GeneratorVerdict::valid;
  double severity = 0;  // of two of a cause, the greater one is told
};

/// Empty: the second is valid.
std::vector<GeneratorFinding> findings_of(const GeneratorSecond& second);

/// The share of what a slave can do before its second is suspect that it did, by what more slaves
/// relieve: cores, loops, descriptors, ports.
double strain_of(const GeneratorSecond& second);

/// The worst of them.
GeneratorVerdict verdict_on(const GeneratorSecond& second);

/// In words, with the remedy: "users were woken late: p99 84 ms in seconds 12 to 40; its cores were
/// busy 99 %: use more slaves or cores". `when` stands after the symptom: "in second 12".
std::string describe(GeneratorCause cause, const GeneratorSecond& worst, const std::string& when);

}  // namespace acrida
