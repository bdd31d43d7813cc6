// The director's pipe: every message survives the trip, and nothing else is taken.
#include "core/wire/director_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/codec.hpp"

namespace acrida::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::vector<ToDirector> to_director_samples() {
  return {DirectRun{7, "Morning", {{"region", "eu"}, {"rate", "2.5"}}},
          DirectRun{},
          AskShape{{90s + 1ns, 1'000'000}},
          RunNews{RunNews::Kind::spawning_complete, 12},
          RunNews{RunNews::Kind::reset_stats},
          SlaveJoined{"host_1"},
          SlaveData{"host_1", {{"bytes", "\xcd\x04\xd2"}, {"list", "\x92\x01\x02"}}},
          CustomOf{"host_1", "seed", "\x92\x01\x02"},
          QuitWith{2}};
}

std::vector<FromDirector> from_director_samples() {
  return {RunDirected{7, ""},
          RunDirected{8, "there is no shape"},
          ShapeAnswer{LoadTarget{100, 2.5, {"A", "B"}}, ""},
          ShapeAnswer{std::nullopt, ""},
          ShapeAnswer{std::nullopt, "threw: night"},
          HookThrew{},
          CustomOf{"", "seed", "\xc0"},
          QuitWith{-1}};
}

TEST(DirectorMessages, SurviveTheTrip) {
  for (const ToDirector& message : to_director_samples()) {
    const auto read = decode_to_director(encode(message));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, message) << message.index();
  }
  for (const FromDirector& message : from_director_samples()) {
    const auto read = decode_from_director(encode(message));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, message) << message.index();
  }
}

TEST(DirectorMessages, CutOffAnywhereAreRefused) {
  for (const ToDirector& message : to_director_samples()) {
    const std::string frame = encode(message);
    for (std::size_t size = 0; size < frame.size(); ++size)
      EXPECT_FALSE(decode_to_director(frame.substr(0, size)));
  }
}

TEST(DirectorMessages, OfAnotherKindAreNamed) {
  const auto read = decode_to_director(encode(FromDirector(HookThrew{})));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().what, HasSubstr("type is not known"));
}

TEST(AttachedData, IsBounded) {
  StatsReport report;
  for (int i = 0; i < 100; ++i) report.attached["key" + std::to_string(i)] = "\x01";
  const auto many = decode_from_slave(encode(FromSlave(report), "n"));
  ASSERT_TRUE(many);
  EXPECT_EQ(std::get<StatsReport>(many->message).attached.size(), 64u);

  report.attached = {{"large", "\xc6" + std::string("\0\2\0\0", 4) + std::string(131'072, 'x')},
                     {"small", "\x01"}};
  const auto large = decode_from_slave(encode(FromSlave(report), "n"));
  ASSERT_TRUE(large);
  EXPECT_EQ(std::get<StatsReport>(large->message).attached, (NamedData{{"small", "\x01"}}));
}

}  // namespace
}  // namespace acrida::wire
