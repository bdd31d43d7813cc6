// HealthData: the map `health` of a `stats` message.
#include "core/wire/health_data.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/wire/stats_encoder.hpp"
#include "core/wire/stats_row.hpp"

namespace acrida::wire {

namespace {

constexpr double kMaxCores = 65'536;

struct TimeKey {
  std::string_view name;
  std::chrono::nanoseconds GeneratorHealth::*member;
};
constexpr std::array<TimeKey, 4> kTimes = {{{"window_ns", &GeneratorHealth::window},
                                            {"cpu_ns", &GeneratorHealth::cpu},
                                            {"run_queue_ns", &GeneratorHealth::run_queue_wait},
                                            {"throttled_ns", &GeneratorHealth::throttled}}};

struct RealKey {
  std::string_view name;
  double GeneratorHealth::*member;
  double max;
};
constexpr std::array<RealKey, 3> kReals = {
    {{"cores", &GeneratorHealth::cores, kMaxCores},
     {"machine_busy", &GeneratorHealth::machine_busy, 1},
     {"machine_stolen", &GeneratorHealth::machine_stolen, 1}}};

struct CountKey {
  std::string_view name;
  std::uint64_t GeneratorHealth::*member;
};
constexpr std::array<CountKey, 6> kCounts = {
    {{"descriptors_used", &GeneratorHealth::descriptors_used},
     {"descriptors_limit", &GeneratorHealth::descriptors_limit},
     {"ports_used", &GeneratorHealth::ports_used},
     {"ports_available", &GeneratorHealth::ports_available},
     {"memory_used", &GeneratorHealth::memory_used_bytes},
     {"memory_limit", &GeneratorHealth::memory_limit_bytes}}};

/// Peers refuse more.
std::uint64_t bounded(std::uint64_t count) {
  return std::min(count, kMaxCount);
}

double read_real(Reader& in, double max) {
  const double value = in.number();
  if (value < 0 || value > max) in.fail("is out of range");
  return value;
}

}  // namespace

void write_health(Writer& out, const GeneratorHealth& health) {
  out.map(1 + kTimes.size() + kReals.size() + kCounts.size());
  for (const TimeKey& key : kTimes) {
    const auto time = std::max<std::int64_t>((health.*key.member).count(), 0);
    out.key(key.name).count(bounded(static_cast<std::uint64_t>(time)));
  }
  write_histogram(out.key("loop_lag"), health.loop_lag);
  for (const RealKey& key : kReals)
    out.key(key.name).number(std::clamp(health.*key.member, 0.0, key.max));
  for (const CountKey& key : kCounts) out.key(key.name).count(bounded(health.*key.member));
}

GeneratorHealth read_health(Reader& in) {
  GeneratorHealth health;
  in.fields([&](std::string_view name) {
    if (name == "loop_lag") {
      health.loop_lag = read_histogram(in);
      return true;
    }
    for (const TimeKey& key : kTimes) {
      if (key.name != name) continue;
      health.*key.member = std::chrono::nanoseconds(in.count());
      return true;
    }
    for (const RealKey& key : kReals) {
      if (key.name != name) continue;
      health.*key.member = read_real(in, key.max);
      return true;
    }
    for (const CountKey& key : kCounts) {
      if (key.name != name) continue;
      health.*key.member = in.count();
      return true;
    }
    return false;
  });
  return health;
}

}  // namespace acrida::wire
