// SlaveCrowd: turns of 50 ms.
#include "tests/bench/fleet/slave_crowd.hpp"

#include <thread>

#include "tests/bench/fleet/invented_report.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSlots = 20;
constexpr auto kTurn = 1000ms / kSlots;
constexpr std::size_t kReadersPerTurn = 5;  // each slot is read each 200 ms
constexpr auto kLate = 500ms;
constexpr std::chrono::duration<double> kSilent = 3s;  // --slave-timeout of the master

}  // namespace

SlaveCrowd::SlaveCrowd(std::uint16_t port, std::size_t first, std::size_t count, std::size_t names,
                       SentCounts& counts)
    : context_(1),
      slots_(kSlots),
      names_(names),
      counts_(counts),
      heartbeat_(wire::Heartbeat{"running", 12.5, 50'000'000, wire::SlaveInfo{"0.1.0", 2, 1, 0, 0}},
                 SimulatedSlave::kIdBytes) {
  context_.set(zmq::ctxopt::max_sockets, static_cast<int>(count) + 16);
  for (std::size_t i = 0; i < count; ++i)
    slots_[i % kSlots].slaves.push_back(
        std::make_unique<SimulatedSlave>(context_, port, first + i));
}

void SlaveCrowd::run() {
  auto next = Clock::now();
  for (std::size_t turn = 0;; ++turn) {
    std::this_thread::sleep_until(next);
    const auto now = Clock::now();
    if (now - next > kLate) {
      ++counts_.late_turns;
      next = now;
    }
    for (std::size_t i = 0; i < kReadersPerTurn; ++i)
      if (!read(slots_[(turn + i * (kSlots / kReadersPerTurn)) % kSlots])) return;
    speak(slots_[turn % kSlots], now);
    if (turn % kSlots == 0) count_slaves();
    next += kTurn;
  }
}

bool SlaveCrowd::read(Slot& slot) {
  for (const auto& slave : slot.slaves)
    if (!slave->read_all()) return false;
  return true;
}

void SlaveCrowd::speak(Slot& slot, Clock::time_point now) {
  for (const auto& slave : slot.slaves) {
    if (!slave->acknowledged()) {
      slave->greet();
      continue;
    }
    if (slave->silence(now) > kSilent) ++counts_.unanswered;
    if (!slave->send(heartbeat_.of(slave->id()))) ++counts_.refused;
    slave->heartbeat_sent(now);
  }
  report(slot);
}

void SlaveCrowd::report(Slot& slot) {
  const std::uint64_t epoch = common_epoch(slot);
  if (epoch == 0) return;
  if (epoch != slot.epoch) slot.sequence = 0;
  slot.epoch = epoch;
  FrameMold mold(invented_report(names_, epoch, ++slot.sequence, slot.slaves[0]->users(),
                                 std::chrono::system_clock::now()),
                 SimulatedSlave::kIdBytes);
  for (const auto& slave : slot.slaves) {
    if (!slave->send(mold.of(slave->id()))) {
      ++counts_.refused;
      continue;
    }
    ++counts_.reports;
    counts_.requests += names_ * kRequestsPerName;
  }
}

std::uint64_t SlaveCrowd::common_epoch(const Slot& slot) {
  if (slot.slaves.empty()) return 0;
  const std::uint64_t epoch = slot.slaves[0]->epoch();
  for (const auto& slave : slot.slaves)
    if (slave->epoch() != epoch) return 0;
  return epoch;
}

void SlaveCrowd::count_slaves() {
  std::uint64_t acknowledged = 0, reporting = 0;
  for (const Slot& slot : slots_)
    for (const auto& slave : slot.slaves) {
      acknowledged += slave->acknowledged() ? 1 : 0;
      reporting += slave->epoch() != 0 ? 1 : 0;
    }
  counts_.acknowledged = acknowledged;
  counts_.reporting = reporting;
}

}  // namespace acrida::tests
