// verdict: the checks see what they are for.
#include "tests/faults/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A hundred requests of each slave in ten seconds, all counted.
Observation calm() {
  Observation calm;
  for (std::size_t slave = 0; slave < kSlaves; ++slave)
    for (int i = 0; i < 100; ++i)
      calm.seen.push_back({1'000 + 0.1 * i, 200, Cluster::address_of(slave)});
  calm.before_stop = MasterTotals{.state = "running", .users = Cluster::kUsers};
  calm.after_stop = MasterTotals{.state = "stopped", .requests = calm.seen.size()};
  calm.connections_before_stop = Cluster::kUsers;
  calm.all_ended = true;
  return calm;
}

TEST(Verdict, OfACalmRunIsWell) {
  EXPECT_THAT(judge(calm()).violations, IsEmpty());
}

TEST(Verdict, SeesALostAndADoubledRequest) {
  Observation lost = calm();
  --lost.after_stop->requests;
  EXPECT_THAT(judge(lost).violations, ElementsAre("1 requests lost"));
  Observation doubled = calm();
  ++doubled.after_stop->requests;
  EXPECT_THAT(judge(doubled).violations,
              ElementsAre("1 requests counted that the server has not seen"));
}

TEST(Verdict, AllowsUnknownRequestsOnlyAfterAKill) {
  Observation cut_off = calm();
  cut_off.after_stop->requests -= 3;
  cut_off.after_stop->unknown = 3;
  EXPECT_THAT(judge(cut_off).violations, ElementsAre("3 requests unknown"));
  const Fault kill{.kind = FaultKind::kill_runner};
  cut_off.troubles = {{&kill, 1'005, 1'005}};
  EXPECT_THAT(judge(cut_off).violations, IsEmpty());
}

TEST(Verdict, AllowsAKilledSlaveOneInterval) {
  const Fault kill{.kind = FaultKind::kill_slave, .slave = 2};
  Observation killed = calm();
  killed.troubles = {{&kill, 1'009.95, 1'009.95}};
  killed.after_stop->requests -= 16;
  EXPECT_THAT(judge(killed).violations, IsEmpty());
  killed.after_stop->requests -= 1;
  EXPECT_THAT(judge(killed).violations, ElementsAre("1 requests lost"));
  // While the master was away, the slave could not report.
  const Fault pause{.kind = FaultKind::stop_master};
  killed.troubles.push_back({&pause, 1'008, 1'011});
  EXPECT_THAT(judge(killed).violations, IsEmpty());
}

TEST(Verdict, SeesUsersProcessesAndFiles) {
  Observation bad = calm();
  bad.most_excess_users = 2;
  bad.connections_before_stop = 39;
  bad.all_ended = false;
  bad.left_over = {"17 acrida"};
  EXPECT_THAT(judge(bad).violations,
              ElementsAre("2 users above the plan", HasSubstr("the server sees 39"),
                          "not all processes end", "left over: 17 acrida"));
  Observation endless = calm();
  endless.after_stop->state = "stopping";
  EXPECT_THAT(judge(endless).violations, ElementsAre("the run was not stopped"));
}

}  // namespace
}  // namespace acrida::tests
