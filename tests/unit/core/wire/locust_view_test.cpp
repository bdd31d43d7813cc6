// LocustView: what a Locust master sees of our reports, read with msgpack's own unpacker.
#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <msgpack.hpp>

#include "core/wire/locust_times.hpp"
#include "samples.hpp"

namespace acrida::wire {
namespace {

using namespace std::chrono_literals;
using Map = std::map<std::string, msgpack::object>;

TEST(LocustTimesTest, RoundsHalfToEvenAsPythonDoes) {
  for (const auto& [time, rounded] :
       std::map<std::chrono::nanoseconds, std::int64_t>{{0ns, 0},
                                                        {500us, 0},
                                                        {1500us, 2},
                                                        {2500us, 2},
                                                        {2500us + 1ns, 3},
                                                        {99'499us, 99},
                                                        {99'500us, 100},
                                                        {104'999us, 100},
                                                        {145ms, 140},
                                                        {155ms, 160},
                                                        {994ms, 990},
                                                        {999ms, 1000},
                                                        {1250ms, 1200},
                                                        {1350ms, 1400},
                                                        {12'500ms, 12'000},
                                                        {13'500ms, 14'000},
                                                        {1h, 3'600'000}}) {
    EXPECT_EQ(locust_rounded_ms(time), rounded) << time.count() << " ns";
  }
  EXPECT_EQ(locust_rounded_ms(-5ms), 0);
}

TEST(LocustTimesTest, HoldsValuesWithinTheExtremes) {
  const SparseHistogram latency = {{Histogram::bucket_of(120ms), 3}};
  EXPECT_EQ(to_locust_times(latency, 125'001us, 130ms), (LocustTimes{{130, 3}}));
}

class LocustViewTest : public ::testing::Test {
 protected:
  LocustViewTest() {
    const std::string frame = encode(FromSlave(sample_report()), "n");
    handle_ = msgpack::unpack(frame.data(), frame.size());
    data_ = handle_.get().via.array.ptr[1].as<Map>();
  }

  Map row(std::size_t index) { return data_.at("stats").via.array.ptr[index].as<Map>(); }

  msgpack::object_handle handle_;
  Map data_;
};

TEST_F(LocustViewTest, SeesTheMandatoryKeys) {
  for (const char* key : {"stats", "stats_total", "errors", "user_classes_count", "user_count"}) {
    EXPECT_TRUE(data_.contains(key)) << key;
  }
  EXPECT_EQ(data_.at("user_count").as<int>(), 120);
  EXPECT_EQ(data_.at("stats").via.array.size, 3u);
  for (const char* key : {"name", "method", "last_request_timestamp", "start_time", "num_requests",
                          "num_none_requests", "num_failures", "total_response_time",
                          "max_response_time", "min_response_time", "total_content_length",
                          "response_times", "num_reqs_per_sec", "num_fail_per_sec"}) {
    EXPECT_TRUE(row(0).contains(key)) << key;
    EXPECT_TRUE(data_.at("stats_total").as<Map>().contains(key)) << key;
  }
}

TEST_F(LocustViewTest, SeesTheRowInMilliseconds) {
  const Map seen = row(0);
  EXPECT_EQ(seen.at("num_requests").as<int>(), 1003);
  EXPECT_EQ(seen.at("num_failures").as<int>(), 17);
  EXPECT_DOUBLE_EQ(seen.at("total_response_time").as<double>(), 45'678.901234);
  EXPECT_DOUBLE_EQ(seen.at("min_response_time").as<double>(), 1.234567);
  EXPECT_DOUBLE_EQ(seen.at("max_response_time").as<double>(), 987.654321);
  EXPECT_EQ((seen.at("response_times").as<std::map<int, int>>()),
            (std::map<int, int>{{1, 502}, {140, 500}, {990, 1}}));
  EXPECT_EQ((seen.at("num_reqs_per_sec").as<std::map<int, int>>()),
            (std::map<int, int>{{1'786'000'000, 400}, {1'786'000'001, 600}, {1'786'000'002, 3}}));
  EXPECT_EQ((seen.at("num_fail_per_sec").as<std::map<int, int>>()),
            (std::map<int, int>{{1'786'000'001, 17}}));
  EXPECT_EQ(seen.at("start_time").type, msgpack::type::FLOAT64);
  EXPECT_EQ(seen.at("start_time").as<double>(), 1'786'000'000);
}

TEST_F(LocustViewTest, SeesNoExtremesOfARowWithoutTimes) {
  EXPECT_EQ(row(2).at("min_response_time").type, msgpack::type::NIL);
  EXPECT_EQ(row(2).at("max_response_time").as<double>(), 0);
  EXPECT_EQ(row(2).at("last_request_timestamp").type, msgpack::type::NIL);
}

TEST_F(LocustViewTest, SeesTheSumOfTheRows) {
  const Map total = data_.at("stats_total").as<Map>();
  EXPECT_EQ(total.at("name").as<std::string>(), "Aggregated");
  EXPECT_EQ(total.at("method").as<std::string>(), "");
  EXPECT_EQ(total.at("num_requests").as<int>(), 2006);
  EXPECT_EQ((total.at("response_times").as<std::map<int, int>>()),
            (std::map<int, int>{{1, 1004}, {140, 1000}, {990, 2}}));
  EXPECT_EQ((total.at("num_reqs_per_sec").as<std::map<int, int>>()),
            (std::map<int, int>{{1'786'000'000, 800}, {1'786'000'001, 1200}, {1'786'000'002, 6}}));
}

TEST_F(LocustViewTest, SeesTheErrorsUnderAStableKey) {
  const auto errors = data_.at("errors").as<std::map<std::string, Map>>();
  ASSERT_EQ(errors.size(), 1u);
  const auto& [key, error] = *errors.begin();
  EXPECT_EQ(key.size(), 16u);
  EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(error.at("error").as<std::string>(), "503 Service Unavailable");
  EXPECT_EQ(error.at("occurrences").as<int>(), 17);
  EXPECT_DOUBLE_EQ(error.at("first_seen").as<double>(), 1'786'000'000.123457);
}

TEST(LocustSpawnTest, HasTheFiveKeysAndAFloatTimestamp) {
  Spawn spawn;
  spawn.timestamp = from_epoch_seconds(1'786'000'000);
  const std::string frame = encode(FromMaster(spawn), "n");
  const auto handle = msgpack::unpack(frame.data(), frame.size());
  const Map data = handle.get().via.array.ptr[1].as<Map>();
  EXPECT_EQ(data.at("timestamp").type, msgpack::type::FLOAT64);
  EXPECT_EQ(data.at("user_classes_count").type, msgpack::type::MAP);
  EXPECT_EQ(data.at("host").type, msgpack::type::NIL);
  EXPECT_EQ(data.at("stop_timeout").type, msgpack::type::NIL);
  EXPECT_EQ(data.at("parsed_options").type, msgpack::type::MAP);
}

TEST(LocustSpawnTest, CountsUsersUnderBothNames) {
  const std::string frame = encode(FromSlave(SlaveSpawned{{{"A", 2}, {"B", 3}}}), "n");
  const auto handle = msgpack::unpack(frame.data(), frame.size());
  const Map data = handle.get().via.array.ptr[1].as<Map>();
  EXPECT_EQ(data.at("user_count").as<int>(), 5);
  EXPECT_EQ(data.at("count").as<int>(), 5);
}

}  // namespace
}  // namespace acrida::wire
