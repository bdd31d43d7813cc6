// HealthSum: what several runners of a slave say of its health, as one.
#include "slave/agent/health_sum.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

void merge(SparseHistogram& into, const SparseHistogram& other) {
  Histogram sum;
  sum.merge(into);
  sum.merge(other);
  into = sum.sparse();
}

}  // namespace

void merge(GeneratorHealth& into, const GeneratorHealth& other) {
  into.window = std::max(into.window, other.window);
  merge(into.loop_lag, other.loop_lag);
  into.cpu += other.cpu;
  into.run_queue_wait += other.run_queue_wait;
  into.throttled = std::max(into.throttled, other.throttled);
  into.cores = std::max(into.cores, other.cores);
  into.machine_busy = std::max(into.machine_busy, other.machine_busy);
  into.machine_stolen = std::max(into.machine_stolen, other.machine_stolen);
  into.descriptors_used = std::max(into.descriptors_used, other.descriptors_used);
  into.descriptors_limit = std::max(into.descriptors_limit, other.descriptors_limit);
  into.ports_used = std::max(into.ports_used, other.ports_used);
  into.ports_available = std::max(into.ports_available, other.ports_available);
  into.memory_used_bytes = std::max(into.memory_used_bytes, other.memory_used_bytes);
  into.memory_limit_bytes = std::max(into.memory_limit_bytes, other.memory_limit_bytes);
}

void HealthSum::take_from(wire::StatsReport& report) {
  merge(lateness_, std::exchange(report.delta.lateness, {}));
  const auto health = std::exchange(report.health, std::nullopt);
  if (!health) return;
  if (health_)
    merge(*health_, *health);
  else
    health_ = health;
}

void HealthSum::complete(wire::StatsReport& report) {
  if (!report.health || !health_) return;
  merge(*report.health, *std::exchange(health_, std::nullopt));
  merge(report.delta.lateness, std::exchange(lateness_, {}));
}

}  // namespace acrida
