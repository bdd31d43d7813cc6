// CodeSender: the manifest of a test, and parts of its files as frames.
#include "master/code_sender.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/data/sha256.hpp"
#include "core/wire/message.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Role = wire::CodeFile::Role;
using tests::write_file;

class CodeSenderTest : public ::testing::Test {
 protected:
  CodeSenderTest() {
    write_file(folder_ / "shop.so", "the code");
    write_file(folder_ / "a.csv", "rows");
    write_file(folder_ / "libb.so.1", "library");
    test_.path = folder_ / "shop.so";
    test_.hash = sha256("the code");
    test_.feeders = {{"a.csv", folder_ / "a.csv", sha256("rows"), "unique", 1, false}};
    test_.files = {{"lib/libb.so.1", folder_ / "libb.so.1", sha256("library"), true}};
  }

  CodeSender::Handlers handlers() {
    return {
        .send = [this](const std::string&, const std::string& frame) { sent_.push_back(frame); },
        .on_garbage = [this](const std::string&,
                             std::string_view why) { garbage_.emplace_back(why); },
        .log = [this](const std::string& line, bool) { log_.push_back(line); }};
  }

  tests::TempDir folder_;
  InspectedTest test_;
  std::vector<std::string> sent_;
  std::vector<std::string> garbage_;
  std::vector<std::string> log_;
  Instant now_{std::chrono::hours(1)};
};

TEST_F(CodeSenderTest, NamesTheFilesAsTheTestFindsThem) {
  const wire::CodeManifest manifest = manifest_of(test_);
  EXPECT_EQ(manifest.problem, "");
  const std::vector<wire::CodeFile> expected = {{Role::test, "shop.so", test_.hash, 8},
                                                {Role::data, "a.csv", sha256("rows"), 4},
                                                {Role::library, "libb.so.1", sha256("library"), 7}};
  EXPECT_EQ(manifest.files, expected);
  EXPECT_TRUE(wire::is_hash(manifest.id));
  InspectedTest other = test_;
  other.feeders[0].name = "../a.csv";
  EXPECT_THAT(manifest_of(other).files[1].name, StartsWith("outside-"));
  EXPECT_NE(manifest_of(other).id, manifest.id);
}

TEST_F(CodeSenderTest, NamesAFileOnceHoweverOftenItIsUsed) {
  test_.feeders.push_back(test_.feeders[0]);
  EXPECT_EQ(manifest_of(test_).files.size(), 3u);
}

TEST_F(CodeSenderTest, SaysWhyATestCannotBeSent) {
  InspectedTest twice = test_;
  twice.files[0] = {"a.csv", folder_ / "libb.so.1", sha256("library"), false};
  EXPECT_THAT(manifest_of(twice).problem, HasSubstr("both named a.csv"));
  std::filesystem::remove(folder_ / "a.csv");
  EXPECT_THAT(manifest_of(test_).problem, HasSubstr("a.csv"));
  EXPECT_EQ(manifest_of(test_).id, "");
}

TEST_F(CodeSenderTest, SendsPartsOfWhatTheFileWas) {
  CodeSender sender(test_, handlers());
  // As a build replaces it.
  write_file(folder_ / "new.so", "new code");
  std::filesystem::rename(folder_ / "new.so", folder_ / "shop.so");
  sender.on(wire::ChunkWanted{test_.hash, 4, 3}, "s1", now_);
  ASSERT_EQ(sent_.size(), 1u);
  const auto chunk = wire::decode_from_code_desk(sent_[0]);
  ASSERT_TRUE(chunk) << chunk.error().what;
  EXPECT_EQ(chunk->message, wire::FromCodeDesk(wire::CodeChunk{test_.hash, 4, "cod"}));
  EXPECT_EQ(chunk->node_id, "s1");
}

TEST_F(CodeSenderTest, AnswersGarbageWithNothing) {
  CodeSender sender(test_, handlers());
  sender.on(wire::ChunkWanted{std::string(64, 'd'), 0, 1}, "s1", now_);
  sender.on(wire::CodeWanted{}, "not a\nword", now_);
  EXPECT_EQ(garbage_.size(), 2u);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(CodeSenderTest, SaysOnceThatAFileIsGone) {
  CodeSender sender(test_, handlers());
  std::filesystem::resize_file(folder_ / "shop.so", 0);
  for (int i = 0; i < 3; ++i)
    sender.on(wire::ChunkWanted{test_.hash, static_cast<std::uint64_t>(i), 1}, "s1", now_);
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(std::count_if(log_.begin(), log_.end(),
                          [](const std::string& line) {
                            return line.find("cannot be read") != std::string::npos;
                          }),
            1);
}

}  // namespace
}  // namespace acrida
