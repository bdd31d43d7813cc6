// Schedule: what every seed keeps to.
#include "tests/faults/schedule.hpp"

#include <set>

#include <gtest/gtest.h>

namespace acrida::tests {
namespace {

std::vector<FaultKind> all_kinds() {
  std::vector<FaultKind> kinds;
  for (const std::string_view name : kFaultNames) kinds.push_back(*fault_named(name));
  return kinds;
}

std::string text_of(const Schedule& schedule) {
  std::string text;
  for (const Fault& fault : schedule.faults) text += describe(fault) + "\n";
  return text;
}

TEST(Schedule, IsTheSameForASeed) {
  std::set<std::string> different;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string text = text_of(schedule_of(seed, all_kinds()));
    EXPECT_EQ(text, text_of(schedule_of(seed, all_kinds())));
    different.insert(text);
  }
  EXPECT_GT(different.size(), 95u);
}

TEST(Schedule, HasEveryKindInAsManySeeds) {
  const auto kinds = all_kinds();
  std::set<FaultKind> seen;
  for (std::uint64_t seed = 500; seed < 500 + kinds.size(); ++seed)
    for (const Fault& fault : schedule_of(seed, kinds).faults) seen.insert(fault.kind);
  EXPECT_EQ(seen.size(), kinds.size());
}

TEST(Schedule, EndsInTimeAndLeavesOneSlaveConnected) {
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    const Schedule schedule = schedule_of(seed, all_kinds());
    for (const Fault& fault : schedule.faults) {
      EXPECT_LE(fault.at, kLastFault);
      EXPECT_LE(fault.end(), kHealed);
      EXPECT_LT(fault.slave, kSlaves);
      const bool cuts_off = fault.kind == FaultKind::partition ||
                            fault.kind == FaultKind::kill_slave ||
                            fault.kind == FaultKind::stop_slave;
      EXPECT_FALSE(cuts_off && fault.slave == kSlaves - 1) << text_of(schedule);
    }
  }
}

TEST(Schedule, OfOneKindHasNoOther) {
  const std::vector<FaultKind> kinds{FaultKind::clock};
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const Fault& fault : schedule_of(seed, kinds).faults)
      EXPECT_EQ(fault.kind, FaultKind::clock);
}

}  // namespace
}  // namespace acrida::tests
