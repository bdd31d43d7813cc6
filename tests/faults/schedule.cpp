// Schedule: drawn from a generator whose numbers are the same everywhere.
#include "tests/faults/schedule.hpp"

#include <algorithm>
#include <random>

namespace acrida::tests {
namespace {

using std::chrono::milliseconds;

/// The distributions of the standard library may differ from one to the next.
class Draw final {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  /// From `low` to `high`, both included.
  long between(long low, long high) {
    const auto width = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<long>(random_() % width);
  }

 private:
  std::mt19937_64 random_;
};

bool cuts_off(FaultKind kind) {
  return kind == FaultKind::partition || kind == FaultKind::bandwidth ||
         kind == FaultKind::kill_slave || kind == FaultKind::stop_slave;
}

long strength_of(FaultKind kind, Draw& draw) {
  switch (kind) {
    case FaultKind::loss:
      return draw.between(2, 30);
    case FaultKind::delay:
      return draw.between(20, 400);
    case FaultKind::bandwidth:
      return draw.between(2, 20);
    case FaultKind::clock:
      return draw.between(1, 2) == 1 ? draw.between(60, 20'000) : -draw.between(60, 20'000);
    default:
      return 0;
  }
}

Fault fault_of(FaultKind kind, Draw& draw) {
  Fault fault;
  fault.kind = kind;
  const auto victims = static_cast<long>(cuts_off(kind) ? kSlaves - 1 : kSlaves);
  fault.slave = static_cast<std::size_t>(draw.between(0, victims - 1));
  fault.at = milliseconds(draw.between(500, milliseconds(kLastFault).count()));
  fault.strength = strength_of(kind, draw);
  if (kind != FaultKind::kill_slave && kind != FaultKind::kill_runner)
    fault.duration = milliseconds(draw.between(500, 6'000));
  fault.duration = std::min(fault.duration, milliseconds(kHealed) - fault.at);
  return fault;
}

bool clash(const Fault& a, const Fault& b) {
  const bool same_place =
      a.befalls_master() ? b.befalls_master() : !b.befalls_master() && a.slave == b.slave;
  const bool fatal = a.kind == FaultKind::kill_slave || b.kind == FaultKind::kill_slave;
  const bool alike =
      a.kind == b.kind || (a.befalls_link() && b.befalls_link()) || fatal || a.befalls_master();
  constexpr milliseconds kApart{1'500};
  const bool apart = a.end() + kApart < b.at || b.end() + kApart < a.at;
  return same_place && alike && (fatal || !apart);
}

}  // namespace

Schedule schedule_of(std::uint64_t seed, std::span<const FaultKind> kinds) {
  Draw draw(seed);
  Schedule schedule{seed, {fault_of(kinds[seed % kinds.size()], draw)}};
  for (long left = draw.between(1, 4); left > 0; --left) {
    const auto kind =
        static_cast<std::size_t>(draw.between(0, static_cast<long>(kinds.size()) - 1));
    const Fault next = fault_of(kinds[kind], draw);
    if (std::none_of(schedule.faults.begin(), schedule.faults.end(),
                     [&](const Fault& other) { return clash(other, next); }))
      schedule.faults.push_back(next);
  }
  std::sort(schedule.faults.begin(), schedule.faults.end(),
            [](const Fault& a, const Fault& b) { return a.at < b.at; });
  return schedule;
}

}  // namespace acrida::tests
