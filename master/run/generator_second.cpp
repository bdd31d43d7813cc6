// GeneratorSecond: from what a slave measured to findings and their words.
#include "master/run/generator_second.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "master/run/judge_limits.hpp"

namespace acrida {
namespace {

double p99_ms(const SparseHistogram& times, std::uint64_t fewest) {
  Histogram histogram;
  histogram.merge(times);
  if (histogram.count() < fewest) return 0;
  return std::chrono::duration<double, std::milli>(histogram.percentile(0.99)).count();
}

double percent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : 0;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return percent(static_cast<double>(part), static_cast<double>(whole));
}

GeneratorVerdict verdict_of(double value, const JudgeLimit& limit) {
  if (value >= limit.invalid) return GeneratorVerdict::invalid;
  return value >= limit.suspect ? GeneratorVerdict::suspect : GeneratorVerdict::valid;
}

/// 84, 8.4
std::string rounded(double value) {
  const bool is_small = value < 9.95;
  const long tenths = std::lround(value * 10);
  if (!is_small || tenths % 10 == 0) return std::to_string(std::lround(value));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

GeneratorCause cause_of_lag(const GeneratorSecond& second) {
  if (second.granted_percent < kCauseGrantedPercent && second.waited_percent >= kCauseWaitedPercent)
    return GeneratorCause::starved;
  if (second.machine_stolen_percent >= kCauseStolenPercent) return GeneratorCause::stolen;
  if (second.cpu_percent >= kCauseBusyPercent) return GeneratorCause::busy;
  return GeneratorCause::held_up;
}

/// Without lag, only what the CPU time tells.
std::optional<GeneratorFinding> cpu_finding(const GeneratorSecond& second) {
  const double lag = second.lag_ms();
  const GeneratorVerdict verdict = verdict_of(lag, kLag_ms);
  if (verdict != GeneratorVerdict::valid)
    return GeneratorFinding{cause_of_lag(second), verdict, lag};
  const bool starved = second.granted_percent < kStarvedGrantedPercent &&
                       second.waited_percent >= kStarvedWaitedPercent * std::max(second.cores, 1.0);
  if (starved) return GeneratorFinding{GeneratorCause::starved, GeneratorVerdict::suspect, lag};
  if (second.cpu_percent >= kBusyPercent)
    return GeneratorFinding{GeneratorCause::busy, GeneratorVerdict::suspect, lag};
  return std::nullopt;
}

/// What the lag did, with `when`; empty without lag.
std::string symptom(const GeneratorSecond& worst, const std::string& when) {
  if (worst.lag_ms() < kLag_ms.suspect) return "";
  // The users' lateness means more, when it is as bad.
  const bool woken =
      verdict_of(worst.lateness_p99_ms, kLag_ms) == verdict_of(worst.lag_ms(), kLag_ms);
  return std::string(woken ? "users were woken late: p99 " : "its event loops were late: p99 ") +
         rounded(woken ? worst.lateness_p99_ms : worst.loop_lag_p99_ms) + " ms " + when + "; ";
}

std::string starved_text(const GeneratorSecond& worst) {
  const std::string got =
      "it got only " + rounded(worst.granted_percent) + " % of the CPU time that it asked for, as ";
  if (2 * worst.throttled_percent >= worst.waited_percent)
    return got +
           "the CPU limit of its control group held it back: raise the limit or use more slaves";
  return got + "other processes wanted its cores too (its machine was busy " +
         rounded(worst.machine_busy_percent) + " %): give it cores of its own";
}

}  // namespace

std::string_view to_string(GeneratorCause cause) {
  switch (cause) {
    case GeneratorCause::starved:
      return "starved";
    case GeneratorCause::stolen:
      return "stolen";
    case GeneratorCause::busy:
      return "busy";
    case GeneratorCause::held_up:
      return "held_up";
    case GeneratorCause::dropped:
      return "dropped";
    case GeneratorCause::descriptors:
      return "descriptors";
    case GeneratorCause::ports:
      return "ports";
    case GeneratorCause::memory:
      return "memory";
  }
  return "";
}

GeneratorSecond GeneratorSecond::of(const GeneratorSample& sample) {
  const GeneratorHealth& health = sample.health;
  const auto seconds = [](std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
  };
  const double window_s = seconds(health.window);
  const double cpu_s = seconds(health.cpu);
  // A kernel may count the time in which a thread was held back as waiting for a core.
  const double waited_s = seconds(std::max(health.run_queue_wait, health.throttled));
  GeneratorSecond second;
  second.lateness_p99_ms = p99_ms(sample.lateness, kFewestWakeUps);
  second.loop_lag_p99_ms = p99_ms(health.loop_lag, 1);
  second.cpu_percent = percent(cpu_s, window_s * health.cores);
  if (cpu_s + waited_s > 0) second.granted_percent = percent(cpu_s, cpu_s + waited_s);
  second.waited_percent = percent(waited_s, window_s);
  second.throttled_percent = percent(seconds(health.throttled), window_s);
  second.cores = health.cores;
  second.machine_busy_percent = 100 * health.machine_busy;
  second.machine_stolen_percent = 100 * health.machine_stolen;
  second.arrivals = sample.arrivals;
  second.dropped_arrivals = sample.dropped_arrivals;
  second.descriptors_used = health.descriptors_used;
  second.descriptors_limit = health.descriptors_limit;
  second.ports_used = health.ports_used;
  second.ports_available = health.ports_available;
  second.memory_used_bytes = health.memory_used_bytes;
  second.memory_limit_bytes = health.memory_limit_bytes;
  return second;
}

std::vector<GeneratorFinding> findings_of(const GeneratorSecond& second) {
  std::vector<GeneratorFinding> findings;
  if (const auto finding = cpu_finding(second)) findings.push_back(*finding);
  const auto judge = [&](GeneratorCause cause, double value, const JudgeLimit& limit) {
    const GeneratorVerdict verdict = verdict_of(value, limit);
    if (verdict != GeneratorVerdict::valid) findings.push_back({cause, verdict, value});
  };
  judge(GeneratorCause::dropped, percent(second.dropped_arrivals, second.arrivals),
        kDroppedPercent);
  judge(GeneratorCause::descriptors, percent(second.descriptors_used, second.descriptors_limit),
        kDescriptorsPercent);
  judge(GeneratorCause::ports, percent(second.ports_used, second.ports_available),
        {kPortsPercent, std::numeric_limits<double>::infinity()});
  judge(GeneratorCause::memory, percent(second.memory_used_bytes, second.memory_limit_bytes),
        kMemoryPercent);
  return findings;
}

double strain_of(const GeneratorSecond& second) {
  return std::max(
      {second.cpu_percent / kBusyPercent, second.lag_ms() / kLag_ms.suspect,
       percent(second.descriptors_used, second.descriptors_limit) / kDescriptorsPercent.suspect,
       percent(second.ports_used, second.ports_available) / kPortsPercent});
}

GeneratorVerdict verdict_on(const GeneratorSecond& second) {
  auto verdict = GeneratorVerdict::valid;
  for (const GeneratorFinding& finding : findings_of(second))
    verdict = std::max(verdict, finding.verdict);
  return verdict;
}

std::string describe(GeneratorCause cause, const GeneratorSecond& worst, const std::string& when) {
  const std::string late = symptom(worst, when);
  const std::string then = late.empty() ? " " + when : "";
  const auto of = [](std::uint64_t part, std::uint64_t whole) {
    return std::to_string(part) + " of " + std::to_string(whole);
  };
  switch (cause) {
    case GeneratorCause::starved:
      return late + starved_text(worst) + then;
    case GeneratorCause::stolen:
      return late + "the host of its virtual machine gave " +
             rounded(worst.machine_stolen_percent) +
             " % of its CPU time to others: use a machine of its own" + then;
    case GeneratorCause::busy:
      return late + "its cores were busy " + rounded(worst.cpu_percent) + " %" + then +
             ": use more slaves or cores";
    case GeneratorCause::held_up:
      return late + "the test's own code held them up: offload() what blocks or computes for long";
    case GeneratorCause::dropped:
      return of(worst.dropped_arrivals, worst.arrivals) + " arrivals found no user free " + when +
             ": use more users or a lower rate";
    case GeneratorCause::descriptors:
      return of(worst.descriptors_used, worst.descriptors_limit) +
             " file descriptors were in use " + when + ": raise `ulimit -Hn` or use more slaves";
    case GeneratorCause::ports:
      return of(worst.ports_used, worst.ports_available) +
             " ephemeral ports were in use or in TIME_WAIT " + when +
             ": widen net.ipv4.ip_local_port_range or use more machines";
    case GeneratorCause::memory:
      return mebibytes(worst.memory_used_bytes) + " of " + mebibytes(worst.memory_limit_bytes) +
             " memory were in use " + when + ": use more slaves or fewer users";
  }
  return "";
}

}  // namespace acrida
