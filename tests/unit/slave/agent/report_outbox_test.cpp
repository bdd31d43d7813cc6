// ReportOutbox: what is sent, sent again, merged and forgotten.
#include "slave/agent/report_outbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

wire::StatsReport report_of(std::uint64_t requests) {
  wire::StatsReport report;
  RequestDelta& row = report.delta.requests.emplace_back();
  row.name = "/";
  row.counters.requests = requests;
  return report;
}

std::vector<std::uint64_t> numbers(const ReportOutbox::Reports& reports) {
  std::vector<std::uint64_t> all;
  for (const wire::StatsReport& report : reports) all.push_back(report.sequence);
  return all;
}

TEST(ReportOutbox, WithoutReceiptsNothingIsKept) {
  ReportOutbox outbox;
  outbox.begin(5, false);
  for (std::uint64_t i = 1; i <= 1000; ++i)
    EXPECT_THAT(numbers(outbox.add(report_of(1))), ElementsAre(i));
  EXPECT_TRUE(outbox.is_settled());
  EXPECT_EQ(outbox.begin(6, false), 0u);
}

TEST(ReportOutbox, MergesWhatAMasterWhoIsAwayMisses) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  std::uint64_t sent = 0;
  for (std::uint64_t i = 0; i < 3600; ++i)
    for (const wire::StatsReport& report : outbox.add(report_of(i)))
      sent += report.delta.requests[0].counters.requests;
  EXPECT_EQ(outbox.last_sequence(), ReportOutbox::kMaxUnreceived + 1);
  EXPECT_FALSE(outbox.is_settled());

  outbox.note_beat(1);
  const auto now = outbox.on_receipt({1, {}, 5, ReportOutbox::kMaxUnreceived, 0});
  ASSERT_THAT(numbers(now), ElementsAre(ReportOutbox::kMaxUnreceived + 1));
  EXPECT_EQ(sent + now[0].delta.requests[0].counters.requests, 3600u * 3599 / 2);
}

TEST(ReportOutbox, WhatWaitsIsSplitWhenItGoesOut) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  for (std::uint64_t i = 0; i < ReportOutbox::kMaxUnreceived; ++i) outbox.add(report_of(1));
  for (int name = 0; name < 1200; ++name) {
    wire::StatsReport report = report_of(1);
    report.delta.requests[0].name = std::to_string(name);
    EXPECT_THAT(outbox.add(std::move(report)), IsEmpty());
  }
  outbox.note_beat(1);
  const auto parts = outbox.on_receipt({1, {}, 5, 10, 10});
  EXPECT_GE(parts.size(), 3u);
  EXPECT_EQ(outbox.last_sequence(), ReportOutbox::kMaxUnreceived + 3);
}

TEST(ReportOutbox, OnlyAHeartbeatThatWasSentLaterProvesALoss) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  outbox.note_beat(1);
  outbox.add(report_of(1));
  EXPECT_THAT(outbox.on_receipt({1, {}, 5, 0, 0}), IsEmpty());
  outbox.note_beat(2);
  EXPECT_THAT(numbers(outbox.on_receipt({2, {}, 5, 0, 0})), ElementsAre(1));
  // Sent before the repetition.
  EXPECT_THAT(outbox.on_receipt({2, {}, 5, 0, 0}), IsEmpty());
  outbox.note_beat(3);
  EXPECT_THAT(numbers(outbox.on_receipt({3, {}, 5, 0, 0})), ElementsAre(1));
}

TEST(ReportOutbox, ForgetsTheOldestThatAMasterNeverWritesDown) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  const std::uint64_t all = ReportOutbox::kMaxReceived + 100;
  for (std::uint64_t i = 1; i <= all; ++i) {
    EXPECT_THAT(numbers(outbox.add(report_of(1))), ElementsAre(i));
    outbox.note_beat(i);
    outbox.on_receipt({i, {}, 5, i, 0});
  }
  EXPECT_TRUE(outbox.is_settled());
  // A master that was started again and has nothing.
  outbox.note_beat(all + 1);
  const auto again = outbox.on_receipt({all + 1, {}, 5, 0, 0});
  EXPECT_EQ(again.size(), ReportOutbox::kMaxReceived);
  EXPECT_EQ(again.back().sequence, all);
}

TEST(ReportOutbox, TellsWhatARunLeavesBehind) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  outbox.add(report_of(1));
  outbox.note_beat(1);
  EXPECT_EQ(outbox.begin(6, true), 0u) << "its receipt may be under way";
  outbox.add(report_of(1));
  outbox.note_beat(2);
  outbox.note_beat(3);
  EXPECT_EQ(outbox.begin(7, true), 1u);
  EXPECT_TRUE(outbox.is_settled());
}

TEST(ReportOutbox, NonsenseOfAMasterChangesNothing) {
  ReportOutbox outbox;
  outbox.begin(5, true);
  outbox.add(report_of(1));
  EXPECT_THAT(outbox.on_receipt({9, {}, 5, UINT64_MAX, UINT64_MAX}), IsEmpty());
  EXPECT_EQ(outbox.last_sequence(), 1u);
  EXPECT_THAT(numbers(outbox.add(report_of(1))), ElementsAre(2));
}

}  // namespace
}  // namespace acrida
