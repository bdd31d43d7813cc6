// StackText: names, places, and notes that hold anything.
#include "slave/stack/stack_text.hpp"

#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "slave/stack/frame_name.hpp"

namespace acrida {
namespace {

using journal::StackNote;

TEST(FrameName, OfACoroutineIsItsFunction) {
  EXPECT_EQ(frame_name("_ZN7Shopper6browseEPZNS_6browseEvE26_ZN7Shopper6browseEv.Frame.actor"),
            "Shopper::browse()");
  EXPECT_EQ(frame_name("_ZN7Shopper6browseEv"), "Shopper::browse()");
  EXPECT_EQ(frame_name("_ZN7Shopper6browseEv.cold"), "Shopper::browse()");
  EXPECT_EQ(frame_name("main"), "main");
  EXPECT_LE(frame_name("_Z3fooP" + std::string(5000, 'P') + "i").size(), 203u);
}

TEST(FrameName, TellsLibrariesFromTheTest) {
  EXPECT_TRUE(is_library_name("std::vector<int>::push_back(int&&)"));
  EXPECT_TRUE(is_library_name("void boost::asio::post<A>(A)"));
  EXPECT_FALSE(is_library_name("Shopper::browse()"));
  EXPECT_FALSE(is_library_name("acrida_shop::Shopper::browse()"));
  EXPECT_TRUE(is_messenger_name("abort"));
  EXPECT_FALSE(is_messenger_name("Shopper::abort()"));
}

std::unique_ptr<StackNote> note_of_this_process() {
  auto note = std::make_unique<StackNote>();
  std::ifstream file("/proc/self/maps");
  const std::string maps{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  note->maps_bytes = static_cast<std::uint32_t>(maps.copy(note->maps, journal::kMaxMapsBytes));
  note->state = StackNote::kComplete;
  return note;
}

TEST(StackText, NamesFunctionsOfThisProcess) {
  const auto note = note_of_this_process();
  note->frame[0] = reinterpret_cast<std::uint64_t>(&std::abort);
  note->frame[1] = reinterpret_cast<std::uint64_t>(&note_of_this_process);
  note->frame[2] = reinterpret_cast<std::uint64_t>(&note_of_this_process);
  note->frame[3] = reinterpret_cast<std::uint64_t>(&note_of_this_process);
  note->frame[4] = 12;
  note->frames = 5;
  const StackText text = stack_text(*note, "/no/such/test.so");
  EXPECT_THAT(text.place, ::testing::HasSubstr("note_of_this_process"));
  EXPECT_THAT(text.lines, ::testing::HasSubstr("(1 more of these)\n??"));
}

TEST(StackText, SaysHowItEnded) {
  const auto note = std::make_unique<StackNote>();
  EXPECT_EQ(describe_end(*note, {}), "");
  note->state = StackNote::kComplete;
  note->signal = SIGSEGV;
  note->null_pointer = 1;
  EXPECT_EQ(describe_end(*note, {"f() a.cpp:1", ""}), "SIGSEGV (null pointer) in f() a.cpp:1");
  note->message_bytes =
      static_cast<std::uint32_t>(std::string("uncaught X").copy(note->message, 99));
  EXPECT_EQ(describe_end(*note, {}), "uncaught X (SIGSEGV)");
}

TEST(StackText, OfGarbageIsBounded) {
  std::mt19937_64 random(3);
  const auto note = note_of_this_process();
  for (int round = 0; round < 20; ++round) {
    if (round > 10)
      for (int i = 0; i < 2000; ++i) note->maps[random() % 4096] = static_cast<char>(random());
    note->frames = static_cast<std::uint32_t>(random());
    note->left_out = random();
    note->message_bytes = static_cast<std::uint32_t>(random());
    for (std::uint64_t& frame : note->frame) frame = random() >> (random() % 60);
    const StackText text = stack_text(*note, "/x.so");
    EXPECT_LE(text.lines.size(), std::size_t{1} << 20);
    EXPECT_LE(describe_end(*note, text).size(), 4096u);
  }
}

}  // namespace
}  // namespace acrida
