// CodeFetch: questions and answers, without files and sockets.
#include "slave/code/code_fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using State = FoundFile::State;
using Role = wire::CodeFile::Role;

const std::string kTest(64, 'a');
const std::string kData(64, 'b');
const std::string kId(64, 'c');
const std::string kOtherId(64, 'd');
constexpr std::uint64_t kChunk = wire::kMaxChunkBytes;

template <class Kind>
std::vector<Kind> all_of(const CodeFetch::Actions& actions) {
  std::vector<Kind> found;
  for (const auto& action : actions)
    if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
  return found;
}

template <class Message>
std::vector<Message> asked(const CodeFetch::Actions& actions) {
  std::vector<Message> found;
  for (const auto& ask : all_of<CodeFetch::Ask>(actions))
    if (const auto* one = std::get_if<Message>(&ask.message)) found.push_back(*one);
  return found;
}

class CodeFetchTest : public ::testing::Test {
 protected:
  static wire::CodeManifest manifest(const std::string& id = kId) {
    wire::CodeManifest all{.id = id, .files = {}};
    all.files = {{Role::test, "shop.so", kTest, 3 * kChunk + 5}, {Role::data, "a.csv", kData, 10}};
    return all;
  }
  CodeFetch::Actions answer(const wire::FromCodeDesk& message) { return fetch_.on(message, now_); }
  CodeFetch::Actions found(State state, std::uint64_t bytes = 0) {
    return fetch_.on_found({state, bytes, "it is not there"}, now_);
  }
  CodeFetch::Actions chunk(std::uint64_t offset, std::uint64_t bytes = kChunk) {
    return answer(wire::CodeChunk{kTest, offset, std::string(bytes, 'x')});
  }
  CodeFetch::Actions tick(std::chrono::milliseconds step = 0ms, bool users_run = false) {
    return fetch_.tick(now_ += step, users_run);
  }
  /// Both files were there.
  CodeFetch::Actions find_all() {
    answer(manifest());
    found(State::whole);
    fetch_.on_checked(true, now_);
    found(State::whole);
    return fetch_.on_checked(true, now_);
  }

  CodeFetch fetch_;
  Instant now_{1h};
};

TEST_F(CodeFetchTest, AsksUntilTheMasterAnswers) {
  EXPECT_THAT(asked<wire::CodeWanted>(tick()), ElementsAre(wire::CodeWanted{}));
  EXPECT_THAT(asked<wire::CodeWanted>(tick(1s)), IsEmpty());
  EXPECT_THAT(asked<wire::CodeWanted>(tick(1s)), ElementsAre(wire::CodeWanted{}));
  std::size_t warnings = 0;
  for (int i = 0; i < 60; ++i) warnings += all_of<CodeFetch::Log>(tick(1s)).size();
  EXPECT_EQ(warnings, 1u) << "a Locust master never answers: said once";
}

TEST_F(CodeFetchTest, FetchesWhatIsMissingInParts) {
  const auto begun = answer(manifest());
  ASSERT_EQ(all_of<CodeFetch::Begin>(begun).size(), 1u);
  ASSERT_EQ(all_of<CodeFetch::Look>(begun).size(), 1u);
  EXPECT_EQ(all_of<CodeFetch::Look>(begun)[0].file.name, "shop.so");
  EXPECT_THAT(
      asked<wire::ChunkWanted>(found(State::part)),
      ElementsAre(wire::ChunkWanted{kTest, 0, kChunk}, wire::ChunkWanted{kTest, kChunk, kChunk}));
  const auto stored = chunk(0);
  ASSERT_EQ(all_of<CodeFetch::Store>(stored).size(), 1u);
  EXPECT_EQ(all_of<CodeFetch::Store>(stored)[0].offset, 0u);
  EXPECT_THAT(asked<wire::ChunkWanted>(stored),
              ElementsAre(wire::ChunkWanted{kTest, 2 * kChunk, kChunk}));
  EXPECT_THAT(asked<wire::ChunkWanted>(chunk(kChunk)),
              ElementsAre(wire::ChunkWanted{kTest, 3 * kChunk, 5}));
  EXPECT_THAT(all_of<CodeFetch::Check>(chunk(2 * kChunk)), IsEmpty());
  EXPECT_EQ(all_of<CodeFetch::Check>(chunk(3 * kChunk, 5)).size(), 1u);
  const auto next = fetch_.on_checked(true, now_);
  EXPECT_EQ(all_of<CodeFetch::Look>(next).at(0).file.name, "a.csv");
}

TEST_F(CodeFetchTest, IsCurrentOnceTheMasterHasConfirmed) {
  const auto all_there = find_all();
  EXPECT_EQ(all_of<CodeFetch::Use>(all_there).size(), 1u);
  EXPECT_THAT(asked<wire::CodeWanted>(all_there), ElementsAre(wire::CodeWanted{kId}));
  EXPECT_FALSE(fetch_.is_current());
  EXPECT_EQ(all_of<CodeFetch::Current>(answer(wire::CodeManifest{.id = kId, .files = {}})).size(),
            1u);
  EXPECT_TRUE(fetch_.is_current());
  EXPECT_THAT(tick(4s), IsEmpty());
  EXPECT_THAT(asked<wire::CodeWanted>(tick(1s)), ElementsAre(wire::CodeWanted{kId}));
  EXPECT_THAT(answer(wire::CodeManifest{.id = kId, .files = {}}), IsEmpty());
}

TEST_F(CodeFetchTest, GoesOnWhereAPartEnds) {
  answer(manifest());
  EXPECT_THAT(asked<wire::ChunkWanted>(found(State::part, 3 * kChunk)),
              ElementsAre(wire::ChunkWanted{kTest, 3 * kChunk, 5}));
}

TEST_F(CodeFetchTest, ChecksAPartThatLacksNothing) {
  answer(manifest());
  EXPECT_EQ(all_of<CodeFetch::Check>(found(State::part, 3 * kChunk + 5)).size(), 1u);
}

TEST_F(CodeFetchTest, AsksAgainForWhatDoesNotCome) {
  answer(manifest());
  found(State::part);
  chunk(0);
  EXPECT_THAT(asked<wire::ChunkWanted>(tick(CodeFetch::kChunkTimeout)),
              ElementsAre(wire::ChunkWanted{kTest, kChunk, kChunk},
                          wire::ChunkWanted{kTest, 2 * kChunk, kChunk}));
  EXPECT_EQ(all_of<CodeFetch::Store>(chunk(kChunk)).size(), 1u);
  EXPECT_THAT(chunk(kChunk), IsEmpty()) << "the answer to the first question comes after all";
}

TEST_F(CodeFetchTest, LeavesATestThatTheMasterHasNoMore) {
  answer(manifest());
  found(State::part);
  EXPECT_THAT(asked<wire::CodeWanted>(tick(CodeFetch::kChunkTimeout)),
              ElementsAre(wire::CodeWanted{}));
  EXPECT_EQ(all_of<CodeFetch::Begin>(answer(manifest(kOtherId))).size(), 1u);
  found(State::busy);
  std::size_t questions = 0;
  for (int i = 0; i < 21; ++i) {
    questions += asked<wire::CodeWanted>(tick(1s)).size();
    found(State::busy);
  }
  EXPECT_EQ(questions, 2u) << "also while another process fetches";
  EXPECT_EQ(all_of<CodeFetch::Begin>(answer(manifest())).size(), 1u);
}

TEST_F(CodeFetchTest, PassesOverWhatItHasNotAskedFor) {
  EXPECT_THAT(chunk(0), IsEmpty());
  answer(manifest());
  found(State::part);
  EXPECT_THAT(chunk(kChunk), IsEmpty());
  EXPECT_THAT(chunk(0, 0), IsEmpty());
  EXPECT_THAT(chunk(0, 3 * kChunk), IsEmpty());
  EXPECT_THAT(answer(wire::CodeChunk{kData, 0, "x"}), IsEmpty());
  EXPECT_EQ(all_of<CodeFetch::Store>(chunk(0)).size(), 1u);
}

TEST_F(CodeFetchTest, FetchesABrokenFileAgainButNotForEver) {
  answer(manifest());
  for (unsigned i = 1; i < CodeFetch::kMaxTries; ++i) {
    found(State::whole);
    const auto bad = fetch_.on_checked(false, now_);
    EXPECT_EQ(all_of<CodeFetch::Discard>(bad).size(), 1u);
    EXPECT_EQ(all_of<CodeFetch::Look>(bad).size(), 1u);
  }
  found(State::whole);
  const auto last = fetch_.on_checked(false, now_);
  EXPECT_EQ(all_of<CodeFetch::Discard>(last).size(), 1u);
  EXPECT_THAT(all_of<CodeFetch::Look>(last), IsEmpty());
  EXPECT_THAT(asked<wire::CodeWanted>(tick(CodeFetch::kRetryPause)),
              ElementsAre(wire::CodeWanted{}));
}

TEST_F(CodeFetchTest, WaitsForAnotherProcessThatFetchesTheSame) {
  answer(manifest());
  EXPECT_THAT(found(State::busy), IsEmpty());
  EXPECT_THAT(tick(100ms), IsEmpty());
  EXPECT_EQ(all_of<CodeFetch::Look>(tick(400ms)).size(), 1u);
  EXPECT_EQ(all_of<CodeFetch::Check>(found(State::whole)).size(), 1u);
}

TEST_F(CodeFetchTest, SaysWhatIsMissingOnceAndLooksAgain) {
  answer(manifest());
  EXPECT_EQ(all_of<CodeFetch::Log>(found(State::missing)).size(), 1u);
  EXPECT_THAT(asked<wire::CodeWanted>(tick(CodeFetch::kRetryPause)),
              ElementsAre(wire::CodeWanted{}));
  EXPECT_EQ(all_of<CodeFetch::Look>(answer(manifest())).size(), 1u);
  EXPECT_THAT(all_of<CodeFetch::Log>(found(State::missing)), IsEmpty());
}

TEST_F(CodeFetchTest, FetchesTheNextTestWhenTheMasterHasOne) {
  find_all();
  answer(wire::CodeManifest{.id = kId, .files = {}});
  const auto other = answer(manifest(kOtherId));
  EXPECT_EQ(all_of<CodeFetch::Begin>(other).at(0).manifest.id, kOtherId);
  EXPECT_FALSE(fetch_.is_current());
  EXPECT_THAT(all_of<CodeFetch::Begin>(answer(manifest(kOtherId))), IsEmpty())
      << "a second answer changes nothing";
}

TEST_F(CodeFetchTest, AsksNothingWhileUsersRun) {
  find_all();
  answer(wire::CodeManifest{.id = kId, .files = {}});
  for (int i = 0; i < 60; ++i) EXPECT_THAT(tick(1s, true), IsEmpty());
  EXPECT_TRUE(fetch_.is_current());
  EXPECT_EQ(asked<wire::CodeWanted>(tick(0s, false)).size(), 1u) << "at once afterwards";
}

TEST_F(CodeFetchTest, FetchesANewVersionWhileUsersRun) {
  find_all();
  answer(wire::CodeManifest{.id = kId, .files = {}});
  tick(1s, true);
  wire::CodeManifest pushed = manifest(kOtherId);
  pushed.replace_per_s = 2.5;
  EXPECT_EQ(all_of<CodeFetch::Begin>(answer(pushed)).size(), 1u);
  found(State::whole);
  fetch_.on_checked(true, now_);
  found(State::whole);
  EXPECT_THAT(asked<wire::CodeWanted>(fetch_.on_checked(true, now_)),
              ElementsAre(wire::CodeWanted{kOtherId}));
  EXPECT_THAT(asked<wire::CodeWanted>(tick(CodeFetch::kAskPeriod, true)),
              ElementsAre(wire::CodeWanted{kOtherId}))
      << "until it is confirmed";
  EXPECT_EQ(
      all_of<CodeFetch::Current>(answer(wire::CodeManifest{.id = kOtherId, .files = {}})).size(),
      1u);
  EXPECT_EQ(fetch_.replace_per_s(), 2.5);
}

TEST_F(CodeFetchTest, SaysOnceThatItHasWhatItIsSentUnasked) {
  find_all();
  answer(wire::CodeManifest{.id = kId, .files = {}});
  const auto told = answer(manifest());
  EXPECT_THAT(asked<wire::CodeWanted>(told), ElementsAre(wire::CodeWanted{kId}));
  EXPECT_THAT(answer(wire::CodeManifest{.id = kId, .files = {}}), IsEmpty());
  wire::CodeManifest faster = manifest();
  faster.replace_per_s = 3;
  EXPECT_EQ(all_of<CodeFetch::Current>(answer(faster)).size(), 1u) << "users are to be replaced";
  EXPECT_EQ(fetch_.replace_per_s(), 3);
  EXPECT_THAT(all_of<CodeFetch::Current>(answer(manifest())), IsEmpty()) << "as it was";
  EXPECT_EQ(fetch_.replace_per_s(), 3);
}

TEST_F(CodeFetchTest, IsNotCurrentWhenTheMasterIsSilent) {
  find_all();
  answer(wire::CodeManifest{.id = kId, .files = {}});
  for (int i = 0; i < 30; ++i) tick(1s);
  EXPECT_FALSE(fetch_.is_current());
  EXPECT_EQ(all_of<CodeFetch::Current>(answer(wire::CodeManifest{.id = kId, .files = {}})).size(),
            1u);
}

TEST_F(CodeFetchTest, AsksAgainWhenAMasterHasTakenItIn) {
  EXPECT_THAT(fetch_.recheck(now_), IsEmpty()) << "it is asking anyway";
  find_all();
  EXPECT_THAT(asked<wire::CodeWanted>(fetch_.recheck(now_)), ElementsAre(wire::CodeWanted{kId}))
      << "the answer may have died with a master";
  answer(wire::CodeManifest{.id = kId, .files = {}});
  EXPECT_THAT(asked<wire::CodeWanted>(fetch_.recheck(now_)), ElementsAre(wire::CodeWanted{kId}));
  EXPECT_FALSE(fetch_.is_current());
  EXPECT_EQ(all_of<CodeFetch::Begin>(answer(manifest(kOtherId))).size(), 1u);
}

TEST_F(CodeFetchTest, BelievesNoManifestThatLeavesTheFolder) {
  for (const char* name : {"/etc/passwd", "../x", "a/../../x", "a//b", "", ".", "a/", "a/."}) {
    wire::CodeManifest bad = manifest(kOtherId);
    bad.files[1].name = name;
    EXPECT_NE(fault_of(bad), "") << name;
  }
  wire::CodeManifest nul = manifest();
  nul.files[1].name = std::string("a\0b", 3);
  EXPECT_NE(fault_of(nul), "");
  wire::CodeManifest twice = manifest();
  twice.files[1].name = "shop.so";
  EXPECT_NE(fault_of(twice), "");
  wire::CodeManifest no_test = manifest();
  no_test.files[0].role = Role::data;
  EXPECT_NE(fault_of(no_test), "");
  EXPECT_EQ(fault_of(manifest()), "");
  EXPECT_THAT(all_of<CodeFetch::Begin>(answer(no_test)), IsEmpty());
}

TEST_F(CodeFetchTest, ShowsProgress) {
  answer(manifest());
  EXPECT_EQ(all_of<CodeFetch::Log>(found(State::part)).size(), 1u);
  EXPECT_THAT(all_of<CodeFetch::Log>(tick(1s)), IsEmpty());
  EXPECT_EQ(all_of<CodeFetch::Log>(tick(2s)).size(), 1u);
}

TEST_F(CodeFetchTest, StartsAnewAfterAFailure) {
  answer(manifest());
  found(State::part);
  const auto failed = fetch_.fail("no space", now_);
  EXPECT_EQ(all_of<CodeFetch::Log>(failed).size(), 1u);
  EXPECT_EQ(all_of<CodeFetch::GaveUp>(failed).at(0).why, "no space");
  EXPECT_THAT(chunk(0), IsEmpty());
  EXPECT_THAT(asked<wire::CodeWanted>(tick(CodeFetch::kRetryPause)),
              ElementsAre(wire::CodeWanted{}));
}

}  // namespace
}  // namespace acrida
