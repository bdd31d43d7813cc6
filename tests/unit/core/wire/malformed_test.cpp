// Malformed: frames that are cut, wrong, hostile or random are errors that name the place.
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include <gmock/gmock.h>

#include "packed.hpp"
#include "samples.hpp"

namespace acrida::wire {
namespace {

using testing::HasSubstr;

std::string slave_error(std::string_view frame) {
  const auto decoded = decode_from_slave(frame);
  return decoded ? "decoded" : decoded.error().what;
}

std::string master_error(std::string_view frame) {
  const auto decoded = decode_from_master(frame);
  return decoded ? "decoded" : decoded.error().what;
}

/// A report of one row in which `key` has what `write_value` packs.
std::string report_with(const char* key, const std::function<void(Packer&)>& write_value) {
  return packed_frame("stats", [&](Packer& p) {
    p.pack_map(2);
    pair(p, "user_classes_count", std::map<std::string, int>{});
    p.pack(std::string("stats")).pack_array(1).pack_map(2);
    pair(p, "name", "/");
    p.pack(std::string(key));
    write_value(p);
  });
}

TEST(MalformedTest, RefusesFramesThatAreNoMessage) {
  EXPECT_EQ(slave_error(""), "frame is empty");
  EXPECT_EQ(slave_error("\xc0"), "frame is not an array");
  EXPECT_EQ(slave_error("\x92\xa1x\xc0"), "frame is not an array of 3 elements");
  EXPECT_EQ(slave_error("\x94\xa1x\xc0\xa1n\xc0"), "frame is not an array of 3 elements");
  EXPECT_EQ(slave_error("\x93\x01\xc0\xa1n"), "type is not text");
  EXPECT_EQ(slave_error("\x93\xa4quit\xc0\x01"), "quit: node_id is not text");
  EXPECT_EQ(slave_error("\x93\xa4quit\xc0\xa1n\xc0"), "quit: frame has bytes after its end");
  EXPECT_EQ(slave_error("\x93\xa4quit\xc0\xa1\xff"), "quit: node_id is not UTF-8");
  EXPECT_EQ(slave_error("\x93\xa4quit\xc1\xa1n"), "quit: data is not msgpack");
  EXPECT_EQ(slave_error(std::string(kMaxFrameBytes + 1, '\x90')), "frame is too large");
  EXPECT_EQ(slave_error("GET / HTTP/1.1\r\n\r\n"), "frame is not an array");
}

TEST(MalformedTest, NamesTheFieldOfAReport) {
  const auto text = [](Packer& p) { p.pack(std::string("12")); };
  EXPECT_EQ(slave_error(report_with("num_requests", text)), "stats: num_requests is not a number");
  EXPECT_EQ(slave_error(report_with("num_requests", [](Packer& p) { p.pack(-1); })),
            "stats: num_requests is negative");
  EXPECT_EQ(slave_error(report_with("num_requests", [](Packer& p) { p.pack(true); })),
            "stats: num_requests is not a number");
  EXPECT_EQ(slave_error(report_with("num_failures", [](Packer& p) { p.pack(1.5); })),
            "stats: num_failures is not a whole number");
  EXPECT_EQ(slave_error(report_with("num_requests", [](Packer& p) { p.pack(1ull << 49); })),
            "stats: num_requests is out of range");
  EXPECT_EQ(slave_error(report_with("num_requests", [](Packer& p) { p.pack(1e300); })),
            "stats: num_requests is out of range");
  EXPECT_EQ(slave_error(report_with("name", [](Packer& p) { p.pack_nil(); })),
            "stats: name is not text");
  EXPECT_EQ(slave_error(report_with("method", [](Packer& p) { p.pack(std::string("\xc0\x80")); })),
            "stats: method is not UTF-8");
  EXPECT_EQ(slave_error(report_with("response_times", [](Packer& p) { p.pack_array(0); })),
            "stats: response_times is not a map");
}

TEST(MalformedTest, RefusesNumbersThatAreNone) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()}) {
    const auto pack_value = [value](Packer& p) { p.pack(value); };
    EXPECT_EQ(slave_error(report_with("total_response_time", pack_value)),
              "stats: total_response_time is not a finite number");
    EXPECT_EQ(slave_error(report_with("num_requests", pack_value)),
              "stats: num_requests is not a finite number");
    EXPECT_EQ(slave_error(report_with("response_times",
                                      [&](Packer& p) {
                                        p.pack_map(1).pack(value);
                                        p.pack(1);
                                      })),
              "stats: response_times is not a finite number");
  }
}

TEST(MalformedTest, HoldsTimesWithinTheirRange) {
  const auto total_of = [](double ms) {
    const auto decoded =
        decode_from_slave(report_with("total_response_time", [&](Packer& p) { p.pack(ms); }));
    EXPECT_TRUE(decoded) << decoded.error().what;
    return std::get<StatsReport>(decoded->message).delta.requests[0].counters.total_response_time;
  };
  EXPECT_EQ(total_of(-1e300).count(), 0);
  EXPECT_EQ(total_of(1e300).count(), std::int64_t{1} << 58);
}

TEST(MalformedTest, RefusesBrokenHistograms) {
  const auto error_of = [](const std::vector<std::uint64_t>& numbers) {
    return slave_error(
        report_with("acrida", [&](Packer& p) { pair(p.pack_map(1), "latency", numbers); }));
  };
  EXPECT_EQ(error_of({1, 1, 0, 1}), "stats: latency repeats a bucket");
  EXPECT_EQ(error_of({1}), "stats: latency has a bucket without a count");
  EXPECT_EQ(error_of({1, 0}), "stats: latency has an empty bucket");
  EXPECT_EQ(error_of({2'300, 1, 100, 1}), "stats: latency has a bucket that does not exist");
  EXPECT_EQ(error_of({~0ull, 1}), "stats: latency is out of range");
  EXPECT_EQ(error_of(std::vector<std::uint64_t>(2 * Histogram::kBucketCount + 2, 1)),
            "stats: latency has too many elements");
  EXPECT_EQ(error_of({0, 1, 1, 1}), "decoded");
}

/// A report of one metric "m" of this kind in which `key` has what `write_value` packs.
std::string metric_with(const char* kind, const char* key,
                        const std::function<void(Packer&)>& write_value) {
  return packed_frame("stats", [&](Packer& p) {
    p.pack_map(3);
    pair(p, "user_classes_count", std::map<std::string, int>{});
    pair(p, "stats", std::vector<int>{});
    p.pack(std::string("acrida")).pack_map(1);
    p.pack(std::string("metrics")).pack_array(1).pack_map(3);
    pair(p, "name", "m");
    pair(p, "kind", kind);
    p.pack(std::string(key));
    write_value(p);
  });
}

TEST(MalformedTest, NamesTheFieldOfAMetric) {
  const auto number = [](double value) { return [value](Packer& p) { p.pack(value); }; };
  const auto error = [](const std::string& frame) { return slave_error(frame); };
  EXPECT_EQ(error(metric_with("counter", "count", number(-1))), "stats: count is negative");
  EXPECT_EQ(error(metric_with("counter", "sum", number(-1))), "stats: sum is negative");
  EXPECT_EQ(error(metric_with("gauge", "sum", number(-1))), "decoded");
  EXPECT_EQ(error(metric_with("gauge", "last", number(1e17))), "stats: last is out of range");
  EXPECT_EQ(error(metric_with("trend", "sum", number(std::nan("")))),
            "stats: sum is not a finite number");
  EXPECT_EQ(error(metric_with("trend", "unit", number(1))), "stats: unit is not text");
  EXPECT_EQ(error(metric_with("trend", "name", [](Packer& p) { p.pack(std::string("\xff")); })),
            "stats: name is not UTF-8");
  const auto bucket = [](std::uint64_t number_of_bucket) {
    return [=](Packer& p) { p.pack(std::vector<std::uint64_t>{number_of_bucket, 1}); };
  };
  EXPECT_EQ(error(metric_with("trend", "values", bucket(3'711))), "decoded");
  EXPECT_EQ(error(metric_with("trend", "values", bucket(3'712))), "stats: values is out of range");
  EXPECT_EQ(error(metric_with("", "count", number(1))), "stats: kind is missing");
}

// A newer sender may know more kinds, and more of each.
TEST(MalformedTest, LeavesOutMetricsOfUnknownKinds) {
  for (const char* kind : {"gauge", "histogram"}) {
    const auto decoded = decode_from_slave(metric_with(kind, "extra", [](Packer& p) {
      p.pack(std::vector<int>{1, 2});
    }));
    ASSERT_TRUE(decoded) << decoded.error().what;
    const auto& metrics = std::get<StatsReport>(decoded->message).delta.metrics;
    EXPECT_EQ(metrics.size(), kind == std::string("gauge") ? 1u : 0u);
  }
}

/// A report in whose `health` `key` has what `write_value` packs.
std::string health_with(const char* key, const std::function<void(Packer&)>& write_value) {
  return packed_frame("stats", [&](Packer& p) {
    p.pack_map(3);
    pair(p, "user_classes_count", std::map<std::string, int>{});
    pair(p, "stats", std::vector<int>{});
    p.pack(std::string("acrida")).pack_map(1);
    p.pack(std::string("health")).pack_map(1);
    p.pack(std::string(key));
    write_value(p);
  });
}

TEST(MalformedTest, NamesTheFieldOfTheHealth) {
  const auto number = [](double value) { return [value](Packer& p) { p.pack(value); }; };
  const auto error = [](const std::string& frame) { return slave_error(frame); };
  EXPECT_EQ(error(health_with("cores", number(65'537))), "stats: cores is out of range");
  EXPECT_EQ(error(health_with("cores", number(-1))), "stats: cores is out of range");
  EXPECT_EQ(error(health_with("machine_busy", number(1.01))),
            "stats: machine_busy is out of range");
  EXPECT_EQ(error(health_with("machine_stolen", number(std::nan("")))),
            "stats: machine_stolen is not a finite number");
  EXPECT_EQ(error(health_with("window_ns", number(-1))), "stats: window_ns is negative");
  EXPECT_EQ(error(health_with("cpu_ns", number(1e18))), "stats: cpu_ns is out of range");
  EXPECT_EQ(error(health_with("descriptors_used", number(0.5))),
            "stats: descriptors_used is not a whole number");
  const auto bucket = [](Packer& p) { p.pack(std::vector<std::uint64_t>{2'368, 1}); };
  EXPECT_EQ(error(health_with("loop_lag", bucket)), "stats: loop_lag is out of range");
  EXPECT_EQ(error(health_with("a later field", number(1))), "decoded");
}

/// A spawn with one scenario, in which `key` has what `write_value` packs.
std::string scenario_with(const char* key, const std::function<void(Packer&)>& write_value,
                          bool in_executor = true) {
  return packed_frame("spawn", [&](Packer& p) {
    p.pack_map(3);
    pair(p, "timestamp", 1.0);
    pair(p, "user_classes_count", std::map<std::string, int>{});
    p.pack(std::string("acrida")).pack_map(1);
    p.pack(std::string("scenarios")).pack_array(1).pack_map(1);
    if (in_executor) p.pack(std::string("executor")).pack_map(1);
    p.pack(std::string(key));
    write_value(p);
  });
}

TEST(MalformedTest, NamesTheFieldOfAScenario) {
  const auto number = [](double value) { return [value](Packer& p) { p.pack(value); }; };
  const auto list = [](std::vector<double> values) {
    return [values](Packer& p) { p.pack(values); };
  };
  EXPECT_EQ(master_error(scenario_with("rate", number(5))), "decoded");
  EXPECT_EQ(master_error(scenario_with("rate", number(-1))), "spawn: rate is no rate");
  EXPECT_EQ(master_error(scenario_with("rate", number(1e8))), "spawn: rate is no rate");
  EXPECT_EQ(master_error(scenario_with("kind", number(4))), "spawn: kind is out of range");
  EXPECT_EQ(master_error(scenario_with("duration_ns", number(-1))),
            "spawn: duration_ns is negative");
  EXPECT_EQ(master_error(scenario_with("stages", list({1e9, 5}))), "decoded");
  EXPECT_EQ(master_error(scenario_with("stages", list({1e9}))),
            "spawn: stages has a stage without a rate");
  EXPECT_EQ(master_error(scenario_with("stages", list({0, 5}))),
            "spawn: stages has a stage of no length");
  EXPECT_EQ(master_error(scenario_with("part", number(1), false)),
            "spawn: part is not below parts");
}

TEST(MalformedTest, RefusesMessagesWithoutTheirMandatoryFields) {
  const auto empty = [](Packer& p) { p.pack_map(0); };
  EXPECT_EQ(slave_error(packed_frame("stats", empty)), "stats: stats is missing");
  EXPECT_EQ(slave_error(packed_frame("heartbeat", empty)), "heartbeat: state is missing");
  EXPECT_EQ(slave_error(packed_frame("spawning_complete", empty)),
            "spawning_complete: user_classes_count is missing");
  EXPECT_EQ(master_error(packed_frame("spawn", empty)), "spawn: timestamp is missing");
  EXPECT_EQ(slave_error(report_with("x", [](Packer& p) { p.pack_nil(); })), "decoded");
  EXPECT_EQ(slave_error(packed_frame("stats",
                                     [](Packer& p) {
                                       p.pack_map(2);
                                       pair(p, "user_classes_count", std::map<int, int>{});
                                       pair(p, "stats", std::vector<std::map<int, int>>(1));
                                     })),
            "stats: name is missing");
  for (const char* type : {"stats", "heartbeat", "spawning_complete", "exception", "logs"}) {
    EXPECT_EQ(slave_error(packed_frame(type, [](Packer& p) { p.pack_nil(); })),
              std::string(type) + ": data is not a map");
  }
  EXPECT_EQ(slave_error(packed_frame("client_ready", [](Packer& p) { p.pack(true); })),
            "client_ready: data is not a number");
}

TEST(MalformedTest, CostsNothingForALengthThatIsNotThere) {
  for (const char* length : {"\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff", "\xdb\xff\xff\xff\xff",
                             "\xc6\xff\xff\xff\xff", "\xc9\xff\xff\xff\xff"}) {
    const std::string frame = std::string(
                                  "\x93\xa6"
                                  "custom") +
                              length;
    EXPECT_EQ(slave_error(frame), "custom: data is cut off");
  }
  const std::string rows = packed_frame(
      "stats", [](Packer& p) { p.pack_map(1).pack(std::string("stats")).pack_array(19'000); });
  EXPECT_EQ(slave_error(rows), "stats: stats is cut off");
  const std::string too_many = packed_frame(
      "stats", [](Packer& p) { p.pack_map(1).pack(std::string("stats")).pack_array(20'001); });
  EXPECT_EQ(slave_error(too_many), "stats: stats has too many elements");
}

TEST(MalformedTest, RefusesDeepNestingAndLargeGarbageQuickly) {
  std::string deep(
      "\x93\xa6"
      "custom",
      8);
  EXPECT_EQ(slave_error(deep + std::string(31, '\x91') + "\xc0\xa1n"), "decoded");
  EXPECT_EQ(slave_error(deep + std::string(32, '\x91') + "\xc0\xa1n"),
            "custom: data is nested too deeply");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(slave_error(deep + std::string(kMaxFrameBytes - 8, '\x91')),
            "custom: data is nested too deeply");
  EXPECT_EQ(slave_error(deep + "\xdd\x00\xff\x00\x00" + std::string(kMaxFrameBytes - 100, '\x90')),
            "custom: data is cut off");
  std::string report(
      "\x93\xa5"
      "stats\x81\xa5"
      "stats\x91\x81\xa1x\xdd\x00\xff\xff\x00",
      23);
  report.append(kMaxFrameBytes - report.size(), '\x80');
  EXPECT_NE(slave_error(report), "decoded");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(MalformedTest, AcceptsForeignKeysOfAnyKind) {
  const std::string frame = packed_frame("heartbeat", [](Packer& p) {
    p.pack_map(5);
    p.pack(7).pack(std::string("int key"));
    p.pack_nil().pack(1);
    p.pack_array(1).pack(1).pack(2);
    pair(p, "state", "ready");
    pair(p, "a later field", std::map<std::string, double>{{"x", 1.5}});
  });
  const auto decoded = decode_from_slave(frame);
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(decoded->message, FromSlave(Heartbeat{"ready", 0, 0, {}}));
}

TEST(MalformedTest, RefusesEveryTruncation) {
  for (const FromSlave& message : slave_samples()) {
    const std::string frame = encode(message, "node");
    for (std::size_t size = 0; size < frame.size(); ++size) {
      // A copy of the exact size, so that ASan sees any read beyond it.
      const std::string part(frame.data(), size);
      ASSERT_FALSE(decode_from_slave(part)) << type_name(message) << " cut to " << size;
    }
  }
  for (const FromMaster& message : master_samples()) {
    const std::string frame = encode(message, "node");
    for (std::size_t size = 0; size < frame.size(); ++size) {
      const std::string part(frame.data(), size);
      ASSERT_FALSE(decode_from_master(part)) << type_name(message) << " cut to " << size;
    }
  }
}

/// Decodes `frame` with random bytes changed; whatever decodes must survive another trip.
template <class Message, class Decode>
void flip_bytes(const Message& message, Decode decode, std::mt19937& random) {
  const std::string frame = encode(message, "node");
  for (int round = 0; round < 2'000; ++round) {
    std::string flipped = frame;
    for (std::uint32_t flips = 1 + random() % 4; flips > 0; --flips) {
      flipped[random() % flipped.size()] = static_cast<char>(random());
    }
    const auto decoded = decode(flipped);
    if (!decoded) continue;
    const auto again = decode(encode(decoded->message, decoded->node_id));
    ASSERT_TRUE(again) << again.error().what;
  }
}

TEST(MalformedTest, SurvivesRandomBytes) {
  std::mt19937 random(20'260'806);
  for (const FromSlave& message : slave_samples()) flip_bytes(message, decode_from_slave, random);
  for (const FromMaster& message : master_samples()) {
    flip_bytes(message, decode_from_master, random);
  }
}

TEST(MalformedTest, ShowsNoControlCharactersOfAPeer) {
  const std::string frame = packed_frame("heartbeat", [](Packer& p) {
    p.pack_map(1);
    p.pack(std::string("evil\x1b[2J")).pack_array(3);
  });
  EXPECT_THAT(slave_error(frame), HasSubstr("heartbeat: a field is cut off"));
  EXPECT_EQ(slave_error(packed_frame("\x1b[2J", [](Packer& p) { p.pack_array(9); })),
            "?[2J: data is cut off");
}

}  // namespace
}  // namespace acrida::wire
