// Tests of what bounds the master's memory and log: registry, exceptions, garbage.
#include <gtest/gtest.h>

#include "master/run/exception_table.hpp"
#include "master/run/garbage_gate.hpp"
#include "master/run/latency_window.hpp"
#include "master/run/peer_name.hpp"
#include "master/run/slave_registry.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

TEST(SlaveRegistry, IndexesAreFixedAndNeverReused) {
  SlaveRegistry slaves(2);
  slaves.admit("a")->present = true;
  EXPECT_EQ(slaves.admit("b")->index, 1u);
  EXPECT_EQ(slaves.admit("a")->index, 0u);
  EXPECT_EQ(slaves.admit("c")->index, 2u);  // b was away and made room
  EXPECT_EQ(slaves.find("b"), nullptr);
  EXPECT_EQ(slaves.admit("b")->index, 3u);
}

TEST(SlaveRegistry, RefusesWhenAllArePresent) {
  SlaveRegistry slaves(1);
  slaves.admit("a")->present = true;
  EXPECT_EQ(slaves.admit("b"), nullptr);
  EXPECT_EQ(slaves.present_count(), 1u);
}

TEST(ExceptionTable, GroupsAndBounds) {
  ExceptionTable table;
  table.add({"boom", "t", 2}, "h_1");
  table.add({"boom", "t", 1}, "h_2");
  EXPECT_EQ(table.groups().at(0).count, 3u);
  EXPECT_EQ(table.groups().at(0).nodes.size(), 2u);
  for (std::size_t i = 0; i < 2 * ExceptionTable::kMaxGroups; ++i) {
    table.add({"m" + std::to_string(i), "", 1}, "h_1");
  }
  EXPECT_EQ(table.groups().size(), ExceptionTable::kMaxGroups + 1);
  EXPECT_EQ(table.groups().back().message, ExceptionTable::kFurther);
  EXPECT_EQ(table.total(), 3 + 2 * ExceptionTable::kMaxGroups);
}

TEST(GarbageGate, OneLinePerPeerAndSecond) {
  GarbageGate gate;
  const Instant now(100s);
  EXPECT_TRUE(gate.may_log("a", now));
  EXPECT_FALSE(gate.may_log("a", now + 999ms));
  EXPECT_TRUE(gate.may_log("b", now + 999ms));
  EXPECT_TRUE(gate.may_log("a", now + 1s));
}

TEST(GarbageGate, IsBounded) {
  GarbageGate gate;
  std::size_t lines = 0;
  for (int i = 0; i < 1000; ++i) lines += gate.may_log(std::to_string(i), Instant(1s)) ? 1 : 0;
  EXPECT_EQ(lines, GarbageGate::kMaxPeers);
}

TEST(PeerName, IsAWord) {
  EXPECT_TRUE(is_slave_name("host_0123abc"));
  EXPECT_FALSE(is_slave_name(""));
  EXPECT_FALSE(is_slave_name("a b"));
  EXPECT_FALSE(is_slave_name("<i>"));
  EXPECT_FALSE(is_slave_name("gr\xc3\xbc"));
  EXPECT_FALSE(is_slave_name(std::string("\0\1\2\3\4", 5)));
  EXPECT_FALSE(is_slave_name(std::string(256, 'a')));
  EXPECT_EQ(printable(std::string("a\0\xff\n\\", 5)), "a\\x00\\xff\\x0a\\x5c");
  EXPECT_EQ(printable(std::string(1000, 'x')).size(), kMaxPrintedBytes + 3);
}

TEST(LatencyWindow, TotalHasEverythingOnce) {
  LatencyWindow window;
  const SparseHistogram one = {{Histogram::bucket_of(1ms), 1}};
  for (int i = 0; i < 25; ++i) {
    window.merge(one);
    EXPECT_EQ(window.total().count(), static_cast<std::uint64_t>(i + 1));
    window.advance();
  }
  EXPECT_EQ(window.total().count(), 25u);
  window.clear();
  EXPECT_FALSE(window.current().has_value());
}

}  // namespace
}  // namespace acrida
