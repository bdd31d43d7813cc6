// CodeDesk: what is sent to whom, when, and what is garbage.
#include "master/code/code_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kTest(64, 'a');
const std::string kData(64, 'b');
const std::string kId(64, 'c');
constexpr std::uint64_t kChunk = wire::kMaxChunkBytes;

wire::CodeManifest manifest() {
  wire::CodeManifest all{.id = kId, .files = {}};
  all.files = {{wire::CodeFile::Role::test, "shop.so", kTest, 100 * kChunk},
               {wire::CodeFile::Role::data, "a.csv", kData, 10}};
  return all;
}

struct Sent {
  std::string slave;
  std::size_t file;
  std::uint64_t offset;
  std::uint64_t count;
  bool operator==(const Sent&) const = default;
};

template <class Kind>
std::vector<Kind> all_of(const CodeDesk::Actions& actions) {
  std::vector<Kind> found;
  for (const auto& action : actions)
    if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
  return found;
}

std::vector<Sent> sent(const CodeDesk::Actions& actions) {
  std::vector<Sent> chunks;
  for (const auto& chunk : all_of<CodeDesk::SendChunk>(actions))
    chunks.push_back({chunk.slave, chunk.file, chunk.offset, chunk.count});
  return chunks;
}

class CodeDeskTest : public ::testing::Test {
 protected:
  CodeDesk::Actions want(const std::string& slave, std::uint64_t offset,
                         std::uint64_t count = kChunk) {
    return desk_.on(wire::ChunkWanted{kTest, offset, count}, slave, now_);
  }

  // Ten parts a second, none of them in advance but one.
  CodeDesk desk_{manifest(), 10 * kChunk};
  Instant now_{1h};
};

TEST_F(CodeDeskTest, TellsWhatTheTestIsAndNotTwice) {
  const auto first = all_of<CodeDesk::SendManifest>(desk_.on(wire::CodeWanted{}, "s1", now_));
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].slave, "s1");
  EXPECT_EQ(first[0].manifest, manifest());
  const auto again = all_of<CodeDesk::SendManifest>(desk_.on(wire::CodeWanted{kId}, "s1", now_));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].manifest.id, kId);
  EXPECT_THAT(again[0].manifest.files, IsEmpty());
  now_ += CodeDesk::kManifestPause;
  const auto old = all_of<CodeDesk::SendManifest>(desk_.on(wire::CodeWanted{kData}, "s1", now_));
  EXPECT_EQ(old.at(0).manifest, manifest()) << "what it has is another test";
}

TEST_F(CodeDeskTest, SendsPartsInTheOrderOfTheirRequestsWithinTheAllowance) {
  EXPECT_THAT(sent(want("s1", 0)), ElementsAre(Sent{"s1", 0, 0, kChunk}));
  EXPECT_THAT(sent(want("s1", kChunk)), IsEmpty());
  EXPECT_THAT(sent(want("s2", 0)), IsEmpty());
  EXPECT_THAT(sent(desk_.tick(now_ += 50ms)), ElementsAre(Sent{"s1", 0, kChunk, kChunk}))
      << "it may be overdrawn by one part";
  EXPECT_THAT(sent(desk_.tick(now_ += 50ms)), IsEmpty());
  EXPECT_THAT(sent(desk_.tick(now_ += 51ms)), ElementsAre(Sent{"s2", 0, 0, kChunk}));
}

TEST_F(CodeDeskTest, KeepsNoAllowanceForLater) {
  want("s1", 0);
  now_ += 1h;
  EXPECT_EQ(
      sent(want("s1", kChunk)).size() + sent(want("s2", 0)).size() + sent(want("s3", 0)).size(),
      1u);
}

TEST_F(CodeDeskTest, SharesAmongSlavesWhateverEachAsksFor) {
  want("s0", 0);
  for (std::uint64_t i = 1; i < 20; ++i) want("greedy", i * kChunk);
  want("s1", 0);
  std::vector<std::string> slaves;
  for (int i = 0; i < 40; ++i)
    for (const Sent& chunk : sent(desk_.tick(now_ += 100ms))) slaves.push_back(chunk.slave);
  EXPECT_THAT(slaves, ElementsAre("greedy", "greedy", "s1"))
      << "of each slave two requests wait, the newest";
}

TEST_F(CodeDeskTest, TakesARepetitionForTheSame) {
  want("s1", 0);
  want("s1", kChunk);
  want("s1", kChunk);
  EXPECT_EQ(sent(desk_.tick(now_ += 1s)).size() + sent(desk_.tick(now_ += 1s)).size(), 1u);
}

TEST_F(CodeDeskTest, RefusesWhatIsNotOfTheTest) {
  const auto garbage = [&](const wire::ChunkWanted& wanted) {
    const auto actions = desk_.on(wanted, "bad", now_);
    EXPECT_THAT(sent(actions), IsEmpty());
    return all_of<CodeDesk::Garbage>(actions).size();
  };
  EXPECT_EQ(garbage({std::string(64, 'd'), 0, 1}), 1u);
  EXPECT_EQ(garbage({kData, 0, 11}), 1u);
  EXPECT_EQ(garbage({kData, 10, 1}), 1u);
  EXPECT_EQ(garbage({kData, ~std::uint64_t{0}, 2}), 1u);
  EXPECT_EQ(garbage({kData, 3, 0}), 1u);
  EXPECT_THAT(sent(desk_.on(wire::ChunkWanted{kData, 3, 7}, "good", now_)),
              ElementsAre(Sent{"good", 1, 3, 7}));
}

TEST_F(CodeDeskTest, LosesNothingToAPeerThatAsksWithoutEnd) {
  EXPECT_EQ(all_of<CodeDesk::SendManifest>(desk_.on(wire::CodeWanted{}, "s1", now_)).size(), 1u);
  for (int i = 0; i < 100; ++i) EXPECT_THAT(desk_.on(wire::CodeWanted{}, "s1", now_), IsEmpty());
  // All of the test, four times over; then nothing more until it has been silent.
  CodeDesk fast(manifest(), 1'000'000 * kChunk);
  std::uint64_t bytes = 0;
  std::size_t garbage = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto actions = fast.on(wire::ChunkWanted{kTest, i % 100 * kChunk, kChunk}, "s1", now_);
    for (const Sent& chunk : sent(actions)) bytes += chunk.count;
    garbage += all_of<CodeDesk::Garbage>(actions).size();
  }
  EXPECT_LE(bytes, CodeDesk::kMaxFetches * (100 * kChunk + 10) + kChunk);
  EXPECT_GT(garbage, 500u);
  fast.tick(now_ += CodeDesk::kForgetAfter);
  EXPECT_EQ(sent(fast.on(wire::ChunkWanted{kTest, 0, kChunk}, "s1", now_)).size(), 1u);
}

TEST_F(CodeDeskTest, HasNoTurnsLeftOfASlaveThatHasAll) {
  want("s1", 0);
  for (int i = 0; i < 100; ++i) {
    want("s1", kChunk);
    want("s1", 2 * kChunk);
    desk_.on(wire::CodeWanted{kId}, "s1", now_);
  }
  want("s2", 0);
  EXPECT_THAT(sent(desk_.tick(now_ += 1s)), ElementsAre(Sent{"s2", 0, 0, kChunk}));
}

TEST_F(CodeDeskTest, SaysWhenASlaveBeginsAndHasIt) {
  EXPECT_EQ(all_of<CodeDesk::Log>(want("s1", 0)).size(), 1u);
  EXPECT_EQ(all_of<CodeDesk::Log>(want("s1", kChunk)).size(), 0u);
  EXPECT_EQ(all_of<CodeDesk::Log>(desk_.on(wire::CodeWanted{kId}, "s1", now_)).size(), 1u);
  EXPECT_THAT(sent(desk_.tick(now_ += 1s)), IsEmpty()) << "it has all: nothing is sent any more";
  EXPECT_EQ(all_of<CodeDesk::Log>(desk_.on(wire::CodeWanted{kId}, "s1", now_)).size(), 0u);
}

TEST_F(CodeDeskTest, ForgetsSlavesThatAskNoMore) {
  want("s1", 0);
  EXPECT_EQ(all_of<CodeDesk::Log>(desk_.tick(now_ += CodeDesk::kForgetAfter)).size(), 1u);
  EXPECT_EQ(all_of<CodeDesk::Log>(desk_.tick(now_ += 1s)).size(), 0u);
}

TEST_F(CodeDeskTest, TellsSlavesOfANewVersionUntilTheyHaveIt) {
  const std::string other_id(64, 'e');
  wire::CodeManifest other = manifest();
  other.id = other_id;
  other.files[0].hash = std::string(64, 'f');
  want("s1", 0);
  want("s1", kChunk);  // still waits, of the old version
  const auto told = all_of<CodeDesk::SendManifest>(desk_.change(other, {"s1", "s2", "s3"}, now_));
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[2].manifest, other);
  EXPECT_EQ(desk_.id(), other_id);
  EXPECT_THAT(sent(desk_.tick(now_ += 1s)), IsEmpty()) << "nothing of the old one any more";
  EXPECT_THAT(all_of<CodeDesk::Garbage>(want("s1", 0)), IsEmpty())
      << "it has asked before it heard";
  const auto asks = desk_.on(wire::CodeWanted{other_id}, "s1", now_);
  EXPECT_THAT(all_of<CodeDesk::SendManifest>(asks).at(0).manifest.files, IsEmpty());
  const auto again = desk_.tick(now_ += 1s);
  std::vector<std::string> slaves;
  for (const auto& one : all_of<CodeDesk::SendManifest>(again)) slaves.push_back(one.slave);
  EXPECT_THAT(slaves, ElementsAre("s2", "s3"));
  EXPECT_EQ(all_of<CodeDesk::Log>(again).at(0).text,
            "this version of the test: 1 of 3 slaves have it");
  EXPECT_THAT(desk_.tick(now_ += 1s), IsEmpty());
  desk_.on(wire::CodeWanted{other_id}, "s2", now_);
  std::vector<CodeDesk::Log> logs;
  for (int i = 0; i < 30; ++i)
    for (const auto& log : all_of<CodeDesk::Log>(desk_.tick(now_ += 1s))) logs.push_back(log);
  ASSERT_EQ(logs.size(), 2u);
  EXPECT_EQ(logs[0].text, "this version of the test: 2 of 3 slaves have it");
  EXPECT_TRUE(logs[1].is_warning);
  EXPECT_THAT(logs[1].text, ::testing::HasSubstr("(-f) or cannot: s3"));
}

TEST_F(CodeDeskTest, DoesNotDisturbWhoIsFetchingTheNewVersion) {
  wire::CodeManifest other = manifest();
  other.id = std::string(64, 'e');
  desk_.change(other, {"s1"}, now_);
  std::size_t manifests = 0;
  for (std::uint64_t i = 0; i < 30; ++i) {
    manifests += all_of<CodeDesk::SendManifest>(want("s1", i * kChunk)).size();
    manifests += all_of<CodeDesk::SendManifest>(desk_.tick(now_ += 1s)).size();
  }
  EXPECT_EQ(manifests, 0u);
}

}  // namespace
}  // namespace acrida
