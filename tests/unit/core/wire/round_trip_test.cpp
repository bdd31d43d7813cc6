// Round trips: what is encoded comes back, and how it looks on the wire.
#include <gtest/gtest.h>

#include "core/wire/report_split.hpp"
#include "samples.hpp"

namespace acrida::wire {
namespace {

constexpr std::string_view kNodeId = "host_0123456789abcdef0123456789abcd";  // 35 bytes

TEST(RoundTripTest, KeepsEveryMessageFromASlave) {
  for (const FromSlave& message : slave_samples()) {
    const auto decoded = decode_from_slave(encode(message, kNodeId));
    ASSERT_TRUE(decoded) << decoded.error().what;
    EXPECT_EQ(decoded->message, message) << type_name(message);
    EXPECT_EQ(decoded->node_id, kNodeId);
  }
}

TEST(RoundTripTest, KeepsEveryMessageFromTheMaster) {
  for (const FromMaster& message : master_samples()) {
    const auto decoded = decode_from_master(encode(message, kNodeId));
    ASSERT_TRUE(decoded) << decoded.error().what;
    EXPECT_EQ(decoded->message, message) << type_name(message);
    EXPECT_EQ(decoded->node_id, kNodeId);
  }
}

TEST(RoundTripTest, NamesTheMessages) {
  EXPECT_EQ(type_name(FromSlave(SlaveSpawned{})), "spawning_complete");
  EXPECT_EQ(type_name(FromMaster(RampComplete{})), "spawning_complete");
  EXPECT_EQ(type_name(FromSlave(Custom{"mine", "\xc0"})), "mine");
  EXPECT_EQ(type_name(FromMaster(HeartbeatReply{})), "heartbeat");
}

TEST(GoldenBytesTest, WritesTheAckAsLocustDoes) {
  const std::string expected = std::string(
                                   "\x93\xa3"
                                   "ack\x81\xa5"
                                   "index\x00\xd9\x23",
                                   15) +
                               std::string(kNodeId);
  EXPECT_EQ(encode(FromMaster(Ack{0, {}}), kNodeId), expected);
}

TEST(GoldenBytesTest, WritesTheHeartbeatReplyAsLocustDoes) {
  const std::string expected =
      "\x93\xa9"
      "heartbeat\xc0\xd9\x23" +
      std::string(kNodeId);
  EXPECT_EQ(encode(FromMaster(HeartbeatReply{}), kNodeId), expected);
}

TEST(GoldenBytesTest, WritesClientReadyAsLocustDoes) {
  EXPECT_EQ(encode(FromSlave(ClientReady{"2.46.3", false}), "n"),
            "\x93\xac"
            "client_ready\xa6"
            "2.46.3\xa1n");
  EXPECT_EQ(encode(FromSlave(ClientReady{"", true}), "n"),
            "\x93\xac"
            "client_ready\xff\xa1n");
}

// The times of a run are whole microseconds; anything finer is cut.
TEST(RoundTripTest, CarriesTimesToTheMicrosecond) {
  Spawn spawn;
  spawn.timestamp = sample_time(0) + std::chrono::nanoseconds(999);
  const auto decoded = decode_from_master(encode(FromMaster(spawn), "n"));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<Spawn>(decoded->message).timestamp, sample_time(0));
}

TEST(RoundTripTest, RepairsTextThatIsNotUtf8) {
  const auto decoded = decode_from_slave(encode(FromSlave(LogReport{{"a\xff"
                                                                     "b"}}),
                                                "n\xc3"));
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(std::get<LogReport>(decoded->message).lines[0],
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(decoded->node_id, "n\xef\xbf\xbd");
}

TEST(RoundTripTest, CutsTextThatIsTooLong) {
  const ExceptionReport report{"x", std::string(kMaxTextBytes + 1, 't'), 1};
  const auto decoded = decode_from_slave(encode(FromSlave(report), "n"));
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(std::get<ExceptionReport>(decoded->message).traceback.size(), kMaxTextBytes);
}

TEST(RoundTripTest, SendsNilForCustomDataThatIsNoValue) {
  for (const char* broken : {"", "\xc0\xc0", "\x92\x01", "\xc1"}) {
    const auto decoded = decode_from_slave(encode(FromSlave(Custom{"mine", broken}), "n"));
    ASSERT_TRUE(decoded) << decoded.error().what;
    EXPECT_EQ(std::get<Custom>(decoded->message).data_msgpack, "\xc0");
  }
}

TEST(ReportSplitTest, LeavesASmallReportWhole) {
  const auto reports = split(sample_report());
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0], sample_report());
}

TEST(ReportSplitTest, CutsALargeReportIntoFramesThatFit) {
  StatsReport large = sample_report();
  large.delta.requests.clear();
  SparseHistogram full;
  for (std::uint16_t b = 0; b < Histogram::kBucketCount; ++b) full.push_back({b, 60'000});
  for (int i = 0; i < 1201; ++i) {
    RequestDelta row = sample_row(std::string(1000, 'n') + std::to_string(i));
    row.latency = row.intended = full;
    row.counters.intended_starts = 1;
    row.counters.add_intended_time(std::chrono::seconds(1));
    large.delta.requests.push_back(row);
  }
  MetricDelta metric = sample_metrics()[2];
  metric.name = std::string(256, 'm');
  metric.values.clear();
  for (std::uint16_t b = 0; b < WideHistogram::kBucketCount; ++b)
    metric.values.push_back({b, 60'000});
  large.delta.metrics.assign(500, metric);
  const auto reports = split(large);
  ASSERT_EQ(reports.size(), 3u);
  StatsDelta joined;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    EXPECT_EQ(reports[i].sequence, large.sequence + i);
    const auto decoded = decode_from_slave(encode(FromSlave(reports[i]), "n"));
    ASSERT_TRUE(decoded) << decoded.error().what;
    EXPECT_EQ(std::get<StatsReport>(decoded->message), reports[i]);
    const StatsDelta& part = reports[i].delta;
    joined.requests.insert(joined.requests.end(), part.requests.begin(), part.requests.end());
    joined.errors.insert(joined.errors.end(), part.errors.begin(), part.errors.end());
    joined.metrics.insert(joined.metrics.end(), part.metrics.begin(), part.metrics.end());
    EXPECT_LE(part.metrics.size(), kMaxMetricsPerReport);
    EXPECT_EQ(reports[i].health.has_value(), i == 0) << "it is of the whole delta";
    if (!part.lateness.empty()) joined.lateness = part.lateness;
    if (!part.scenarios.empty()) joined.scenarios = part.scenarios;
  }
  EXPECT_EQ(joined, large.delta);
}

}  // namespace
}  // namespace acrida::wire
