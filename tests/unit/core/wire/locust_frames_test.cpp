// LocustFrames: messages as Locust 2.12.1, newest Locust, boomer and locust4j write them.
#include <map>

#include <gtest/gtest.h>

#include "core/wire/codec.hpp"
#include "packed.hpp"

namespace acrida::wire {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// One row of a Locust worker's report; a test changes what is peculiar to a version.
struct Row {
  std::map<double, int> float_times;
  std::map<int, int> times;
  std::map<int, int> seconds{{1'786'000'001, 3}, {1'786'000'000, 2}};
  std::map<int, int> failed_seconds;
  int requests = 5;
  int none_requests = 0;
  double min_ms = 0.5;
  bool nil_min = false;
  bool nil_method = false;
};

void pack_row(Packer& p, const Row& row) {
  p.pack_map(14);
  pair(p, "name", "/items");
  if (row.nil_method) {
    nil_pair(p, "method");
  } else {
    pair(p, "method", "GET");
  }
  pair(p, "last_request_timestamp", 1'786'000'001.5);
  pair(p, "start_time", 1'786'000'000.25);
  pair(p, "num_requests", row.requests);
  pair(p, "num_none_requests", row.none_requests);
  pair(p, "num_failures", 1);
  pair(p, "total_response_time", 480.75);
  pair(p, "max_response_time", 231.5);
  if (row.nil_min) {
    nil_pair(p, "min_response_time");
  } else {
    pair(p, "min_response_time", row.min_ms);
  }
  pair(p, "total_content_length", 12'345);
  p.pack(std::string("response_times"));
  p.pack_map(static_cast<std::uint32_t>(row.times.size() + row.float_times.size()));
  for (const auto& [ms, count] : row.times) p.pack(ms).pack(count);
  for (const auto& [ms, count] : row.float_times) p.pack(ms).pack(count);
  pair(p, "num_reqs_per_sec", row.seconds);
  pair(p, "num_fail_per_sec", row.failed_seconds);
}

StatsReport decoded_report(const Row& row) {
  const auto decoded = decode_from_slave(packed_frame("stats", [&](Packer& p) {
    p.pack_map(6);
    p.pack(std::string("stats")).pack_array(1);
    pack_row(p, row);
    p.pack(std::string("stats_total"));
    Row total = row;
    total.nil_method = true;
    pack_row(p, total);
    p.pack(std::string("errors")).pack_map(1);
    p.pack(std::string(64, 'f')).pack_map(4);
    pair(p, "method", "GET");
    pair(p, "name", "/items");
    pair(p, "error", "ConnectionRefusedError(111, 'Connection refused')");
    pair(p, "occurrences", 1);
    pair(p, "user_classes_count", std::map<std::string, int>{{"Shopper", 3}, {"Visitor", 1}});
    pair(p, "user_count", 4);
    pair(p, "from_a_listener", std::vector<int>{1, 2});
  }));
  EXPECT_TRUE(decoded) << decoded.error().what;
  return decoded ? std::get<StatsReport>(decoded->message) : StatsReport{};
}

TEST(LocustFramesTest, ReadsAReportOfTheNewestLocust) {
  Row row;
  row.times = {{0, 1}, {1, 2}, {230, 2}};
  row.failed_seconds = {{1'786'000'001, 1}};
  const StatsReport report = decoded_report(row);
  ASSERT_EQ(report.delta.requests.size(), 1u);
  const RequestDelta& read = report.delta.requests[0];
  EXPECT_EQ(read.method, "GET");
  EXPECT_EQ(read.name, "/items");
  EXPECT_EQ(read.counters, (RequestCounters{5, 1, 0, 0, 12'345, 480'750us, 500us, 231'500us}));
  EXPECT_EQ(read.latency, (SparseHistogram{{Histogram::bucket_of(0ms), 1},
                                           {Histogram::bucket_of(1ms), 2},
                                           {Histogram::bucket_of(230ms), 2}}));
  EXPECT_EQ(read.seconds, (std::vector<SecondCount>{{1'786'000'000, 2, 0}, {1'786'000'001, 3, 1}}));
  EXPECT_EQ(report.delta.errors,
            (std::vector<ErrorDelta>{{"GET", "/items",
                                      "ConnectionRefusedError(111, 'Connection refused')", 1,
                                      WallTime{}, WallTime{}}}));
  EXPECT_EQ(report.user_counts, (UserCounts{{"Shopper", 3}, {"Visitor", 1}}));
  EXPECT_FALSE(report.exact);
  EXPECT_EQ(report.epoch, 0u);
  EXPECT_EQ(report.sequence, 0u);
  EXPECT_EQ(report.taken_at, from_epoch_seconds(1'786'000'001));
}

TEST(LocustFramesTest, ReadsFloatKeysOfLocust2121) {
  Row row;
  row.times = {{1, 2}};
  row.float_times = {{120.0, 1}, {1'300.0, 1}, {25'000.0, 1}};
  row.nil_method = true;
  const RequestDelta read = decoded_report(row).delta.requests.at(0);
  EXPECT_EQ(read.method, "");
  EXPECT_EQ(read.latency, (SparseHistogram{{Histogram::bucket_of(1ms), 2},
                                           {Histogram::bucket_of(120ms), 1},
                                           {Histogram::bucket_of(1300ms), 1},
                                           {Histogram::bucket_of(25s), 1}}));
}

TEST(LocustFramesTest, JoinsKeysThatFallIntoOneBucket) {
  Row row;
  row.float_times = {{99.1, 1}, {99.2, 2}, {99.3, 4}, {-5.0, 8}, {1e300, 16}};
  const SparseHistogram latency = decoded_report(row).delta.requests.at(0).latency;
  EXPECT_EQ(latency,
            (SparseHistogram{
                {0, 8}, {Histogram::bucket_of(99'200us), 7}, {Histogram::kBucketCount - 1, 16}}));
}

TEST(LocustFramesTest, IgnoresBoomersMinimumOfAnIdleInterval) {
  Row row;
  row.requests = 2;
  row.none_requests = 2;
  row.min_ms = 0;
  const RequestCounters counters = decoded_report(row).delta.requests.at(0).counters;
  EXPECT_EQ(counters.timed(), 0u);
  EXPECT_EQ(counters.min_response_time, nanoseconds::max());
  EXPECT_EQ(counters.max_response_time, 0ns);
}

TEST(LocustFramesTest, AcceptsANilMinimum) {
  Row row;
  row.none_requests = 5;
  row.nil_min = true;
  EXPECT_EQ(decoded_report(row).delta.requests.at(0).counters.min_response_time,
            nanoseconds::max());
  row.none_requests = 0;  // contradicts itself: the least known time stands in
  row.times = {{20, 5}};
  const RequestCounters counters = decoded_report(row).delta.requests.at(0).counters;
  EXPECT_EQ(counters.min_response_time, Histogram::value_of(Histogram::bucket_of(20ms)));
  EXPECT_LE(counters.min_response_time, counters.max_response_time);
}

TEST(LocustFramesTest, KeepsTheNewestSecondsOfALongReport) {
  Row row;
  row.seconds.clear();
  for (int second = 0; second < 1'000; ++second) row.seconds[1'000'000 + second] = second;
  const auto seconds = decoded_report(row).delta.requests.at(0).seconds;
  ASSERT_EQ(seconds.size(), kMaxSecondsPerDelta);
  EXPECT_EQ(seconds.back(), (SecondCount{1'000'999, 999, 0}));
}

// boomer's codec writes text as raw16 whatever its length, and no str8.
void pack_raw16(Packer& p, msgpack::sbuffer& buffer, std::string_view text) {
  (void)p;
  const char header[] = {'\xda', 0, static_cast<char>(text.size())};
  buffer.write(header, sizeof header);
  buffer.write(text.data(), text.size());
}

TEST(LocustFramesTest, AcceptsBoomersTextHeaders) {
  msgpack::sbuffer buffer;
  Packer p(buffer);
  p.pack_array(3);
  pack_raw16(p, buffer, "spawning_complete");
  p.pack_map(2);
  pack_raw16(p, buffer, "user_classes_count");
  p.pack_map(1);
  pack_raw16(p, buffer, "Shopper");
  p.pack(2.0);  // and a whole number as a float
  pack_raw16(p, buffer, "count");
  p.pack(2);
  pack_raw16(p, buffer, "host_id");
  const auto decoded = decode_from_slave({buffer.data(), buffer.size()});
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(std::get<SlaveSpawned>(decoded->message).user_counts, (UserCounts{{"Shopper", 2}}));
  EXPECT_EQ(decoded->node_id, "host_id");
}

TEST(LocustFramesTest, AcceptsEveryKindOfClientReady) {
  const auto ready = [](const std::function<void(Packer&)>& data) {
    const auto decoded = decode_from_slave(packed_frame("client_ready", data));
    EXPECT_TRUE(decoded) << decoded.error().what;
    return std::get<ClientReady>(decoded->message);
  };
  EXPECT_EQ(ready([](Packer& p) { p.pack(-1); }), (ClientReady{"", true}));
  EXPECT_EQ(ready([](Packer& p) { p.pack(7); }), (ClientReady{"", true}));
  EXPECT_EQ(ready([](Packer& p) { p.pack(std::string()); }), (ClientReady{"", false}));
  EXPECT_EQ(ready([](Packer& p) { p.pack_nil(); }), (ClientReady{"", false}));
  EXPECT_EQ(ready([](Packer& p) { p.pack(std::string("2.46.3")); }),
            (ClientReady{"2.46.3", false}));
}

TEST(LocustFramesTest, AcceptsAHeartbeatWithoutUsage) {
  const auto decoded = decode_from_slave(packed_frame("heartbeat", [](Packer& p) {
    p.pack_map(2);
    pair(p, "state", "stopped");
    nil_pair(p, "current_cpu_usage");
  }));
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(decoded->message, FromSlave(Heartbeat{"stopped", 0, 0, {}}));
}

TEST(LocustFramesTest, ReadsTheSpawnOfALocustMaster) {
  const auto decoded = decode_from_master(packed_frame("spawn", [](Packer& p) {
    p.pack_map(5);
    pair(p, "timestamp", 1'786'000'000.25);
    pair(p, "user_classes_count", std::map<std::string, int>{{"Shopper", 10}});
    nil_pair(p, "host");
    pair(p, "stop_timeout", 3);
    p.pack(std::string("parsed_options")).pack_map(6);
    pair(p, "host", "http://target");
    pair(p, "spawn_rate", 2.5);
    pair(p, "expect_workers", 2);
    pair(p, "headless", true);
    nil_pair(p, "csv_prefix");
    pair(p, "tags", std::vector<std::string>{"smoke", "fast"});
  }));
  ASSERT_TRUE(decoded) << decoded.error().what;
  Spawn expected;
  expected.timestamp = WallTime(1'786'000'000s) + 250ms;
  expected.user_counts = {{"Shopper", 10}};
  expected.stop_timeout_s = 3;
  expected.options = {{"host", "http://target"},
                      {"spawn_rate", "2.5"},
                      {"expect_workers", "2"},
                      {"headless", "true"},
                      {"tags", "smoke,fast"}};
  EXPECT_EQ(decoded->message, FromMaster(expected));
}

TEST(LocustFramesTest, ReadsTheAckOfOldMasters) {
  const auto before_2_11 = decode_from_master(packed_frame("ack", [](Packer& p) { p.pack_nil(); }));
  ASSERT_TRUE(before_2_11);
  EXPECT_EQ(before_2_11->message, FromMaster(Ack{}));
}

TEST(LocustFramesTest, KeepsWhatItDoesNotKnow) {
  const auto data = [](Packer& p) { pair(p.pack_map(1), "filename", "locustfile.py"); };
  const auto decoded = decode_from_master(packed_frame("locustfile", data));
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(decoded->message, FromMaster(Custom{"locustfile", packed(data)}));
}

}  // namespace
}  // namespace acrida::wire
