// SlaveBindings: nobody speaks for, or hears what is meant for, another slave.
#include "master/enrolment/slave_bindings.hpp"

#include <gmock/gmock.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using Claim = SlaveBindings::Claim;

const Instant kNow{100s};

TEST(SlaveBindingsTest, ANodeIdBelongsToTheKeyThatUsedItFirst) {
  SlaveBindings bindings;
  EXPECT_EQ(bindings.connection_of("node_1"), "");
  EXPECT_EQ(bindings.claim("node_1", "key a", "connection 1", kNow), Claim::accepted);
  EXPECT_EQ(bindings.claim("node_1", "key b", "connection 2", kNow), Claim::other_key);
  EXPECT_EQ(bindings.connection_of("node_1"), "connection 1") << "nothing is diverted";
  EXPECT_EQ(bindings.claim("node_1", "key a", "connection 3", kNow), Claim::accepted);
  EXPECT_EQ(bindings.connection_of("node_1"), "connection 3") << "it has reconnected";
  EXPECT_EQ(bindings.claim("node_1", "key b", "connection 2", kNow + 24h), Claim::other_key)
      << "silence does not give it away";
}

TEST(SlaveBindingsTest, ForgetsAKeyWithItsSlaves) {
  SlaveBindings bindings;
  bindings.claim("node_1", "key a", "c1", kNow);
  bindings.claim("node_2", "key a", "c2", kNow);
  bindings.claim("node_3", "key b", "c3", kNow);
  const auto dropped = bindings.drop("key a");
  ASSERT_EQ(dropped.size(), 2u);
  EXPECT_EQ(dropped[0].node_id, "node_1");
  EXPECT_EQ(dropped[1].connection, "c2");
  EXPECT_EQ(bindings.connection_of("node_1"), "");
  EXPECT_EQ(bindings.connection_of("node_3"), "c3");
  EXPECT_TRUE(bindings.drop("key a").empty());
  EXPECT_EQ(bindings.claim("node_1", "key b", "c3", kNow), Claim::accepted);
}

TEST(SlaveBindingsTest, IsBoundedForEachKey) {
  SlaveBindings bindings;
  const auto id = [](std::size_t i) { return "node_" + std::to_string(i); };
  for (std::size_t i = 0; i < SlaveBindings::kMaxSlavesPerKey; ++i)
    ASSERT_EQ(bindings.claim(id(i), "key a", "c", kNow), Claim::accepted);
  EXPECT_EQ(bindings.claim("further", "key a", "c", kNow + 9s), Claim::too_many);
  EXPECT_EQ(bindings.claim("further", "key b", "c", kNow + 9s), Claim::accepted);
  // Slaves are started again and again: those that are gone make room, not those that live.
  const Instant later = kNow + SlaveBindings::kSilence;
  for (std::size_t i = 1; i < SlaveBindings::kMaxSlavesPerKey; ++i)
    bindings.claim(id(i), "key a", "c", later);
  EXPECT_EQ(bindings.claim("new", "key a", "c", later), Claim::accepted);
  EXPECT_EQ(bindings.connection_of(id(0)), "");
  EXPECT_EQ(bindings.connection_of(id(1)), "c");
  EXPECT_EQ(bindings.claim("newer", "key a", "c", later), Claim::too_many);
}

}  // namespace
}  // namespace acrida
