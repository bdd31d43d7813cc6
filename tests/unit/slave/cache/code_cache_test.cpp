// CodeCache: what is kept, shared, bounded and noticed.
#include "slave/cache/code_cache.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/data/sha256.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using State = FoundFile::State;
using Role = wire::CodeFile::Role;
using tests::read_file;
using tests::write_file;

wire::CodeFile file(const std::string& name, const std::string& content, Role role = Role::data) {
  return {role, name, sha256(content), content.size()};
}

/// Of a test with this content and one data file.
wire::CodeManifest manifest(const std::string& test, const std::string& data) {
  return {.id = sha256(test + data),
          .problem = {},
          .files = {file("shop.so", test, Role::test), file("data/a.csv", data)}};
}

class CodeCacheTest : public ::testing::Test {
 protected:
  /// Until the file is checked; a part gets `content` first.
  static bool complete(CodeStore& cache, const wire::CodeFile& file, const std::string& content) {
    const Result<FoundFile> found = cache.look(file);
    EXPECT_TRUE(found) << found.error().what;
    if (found->state == State::part) {
      const auto stored =
          cache.store(file, found->bytes, std::string_view(content).substr(found->bytes));
      EXPECT_TRUE(stored) << stored.error().what;
    }
    while (true) {
      const auto checked = cache.check_some(file);
      EXPECT_TRUE(checked) << checked.error().what;
      if (*checked) return **checked;
    }
  }

  static Result<StoredTest> fetch(CodeStore& cache, const std::string& test,
                                  const std::string& data) {
    const wire::CodeManifest all = manifest(test, data);
    if (auto begun = cache.begin(all); !begun) return begun.error();
    EXPECT_TRUE(complete(cache, all.files[0], test));
    EXPECT_TRUE(complete(cache, all.files[1], data));
    return cache.use();
  }

  fs::path of(const std::string& content) const { return root_ / "files" / sha256(content); }
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const char* part : {"files", "parts"})
      for (const auto& entry : fs::directory_iterator(root_ / part)) sum += entry.file_size();
    return sum;
  }

  tests::TempDir root_;
};

TEST_F(CodeCacheTest, LaysATestOutUnderTheNamesOfItsFiles) {
  CodeCache cache(root_.path(), 0);
  const auto test = fetch(cache, "code", "rows");
  ASSERT_TRUE(test) << test.error().what;
  EXPECT_EQ(read_file(test->library), "code");
  EXPECT_EQ(test->hash, sha256("code"));
  EXPECT_EQ(read_file(fs::path(test->folder) / "data/a.csv"), "rows");
  EXPECT_EQ(fs::status(root_ / "files").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(test->folder).permissions(), fs::perms::owner_all);
  EXPECT_TRUE(fs::is_empty(root_ / "parts"));
}

TEST_F(CodeCacheTest, FindsWhatItHas) {
  { CodeCache(root_.path(), 0).begin(manifest("code", "rows")).value(); }
  {
    CodeCache cache(root_.path(), 0);
    ASSERT_TRUE(fetch(cache, "code", "rows"));
  }
  CodeCache cache(root_.path(), 0);
  const wire::CodeManifest all = manifest("code", "other rows");
  ASSERT_TRUE(cache.begin(all));
  EXPECT_EQ(cache.look(all.files[0])->state, State::whole);
  EXPECT_EQ(cache.look(all.files[1])->state, State::part);
}

TEST_F(CodeCacheTest, KeepsAPartForWhoeverComesNext) {
  const wire::CodeManifest all = manifest("the code", "rows");
  {
    CodeCache cache(root_.path(), 0);
    ASSERT_TRUE(cache.begin(all));
    EXPECT_EQ(cache.look(all.files[0])->bytes, 0u);
    ASSERT_TRUE(cache.store(all.files[0], 0, "the "));
  }
  CodeCache cache(root_.path(), 0);
  ASSERT_TRUE(cache.begin(all));
  EXPECT_EQ(cache.look(all.files[0])->bytes, 4u);
  EXPECT_TRUE(complete(cache, all.files[0], "the code"));
}

TEST_F(CodeCacheTest, LetsOneProcessFetchAndAnotherWait) {
  const wire::CodeManifest all = manifest("code", "rows");
  CodeCache first(root_.path(), 0);
  CodeCache second(root_.path(), 0);
  ASSERT_TRUE(first.begin(all));
  ASSERT_TRUE(second.begin(all));
  ASSERT_EQ(first.look(all.files[0])->state, State::part);
  EXPECT_EQ(second.look(all.files[0])->state, State::busy);
  ASSERT_TRUE(first.store(all.files[0], 0, "code"));
  EXPECT_EQ(second.look(all.files[0])->state, State::busy);
  ASSERT_EQ(first.check_some(all.files[0]).value(), true);
  EXPECT_EQ(second.look(all.files[0])->state, State::whole);
}

TEST_F(CodeCacheTest, NoticesWhatIsBroken) {
  {
    CodeCache cache(root_.path(), 0);
    ASSERT_TRUE(fetch(cache, "code", "rows"));
  }
  fs::permissions(of("code"), fs::perms::owner_all);
  write_file(of("code"), "c0de");
  CodeCache cache(root_.path(), 0);
  const wire::CodeManifest all = manifest("code", "rows");
  ASSERT_TRUE(cache.begin(all));
  EXPECT_FALSE(complete(cache, all.files[0], ""));
  cache.discard(all.files[0]);
  EXPECT_EQ(cache.look(all.files[0])->state, State::part);
  const auto test = fetch(cache, "code", "rows");
  ASSERT_TRUE(test);
  EXPECT_EQ(read_file(test->library), "code") << "the link is new too";
}

TEST_F(CodeCacheTest, TakesAFileThatWasCutForMissing) {
  {
    CodeCache cache(root_.path(), 0);
    ASSERT_TRUE(fetch(cache, "code", "rows"));
  }
  fs::permissions(of("code"), fs::perms::owner_all);
  fs::resize_file(of("code"), 2);
  CodeCache cache(root_.path(), 0);
  const wire::CodeManifest all = manifest("code", "rows");
  ASSERT_TRUE(cache.begin(all));
  const auto found = cache.look(all.files[0]);
  EXPECT_EQ(found->state, State::part);
  EXPECT_EQ(found->bytes, 0u);
}

TEST_F(CodeCacheTest, ReadsLargeFilesInSlices) {
  const std::string large(2 * CodeCache::kCheckedBytes + 7, 'x');
  CodeCache cache(root_.path(), 0);
  const wire::CodeManifest all = manifest(large, "rows");
  ASSERT_TRUE(cache.begin(all));
  ASSERT_TRUE(cache.look(all.files[0]));
  ASSERT_TRUE(cache.store(all.files[0], 0, large));
  EXPECT_EQ(cache.check_some(all.files[0]).value(), std::nullopt);
  EXPECT_EQ(cache.check_some(all.files[0]).value(), std::nullopt);
  EXPECT_EQ(cache.check_some(all.files[0]).value(), true);
}

TEST_F(CodeCacheTest, RemovesTheTestUsedLongestAgoFirst) {
  const std::string a(400, 'a');
  const std::string b(400, 'b');
  const std::string c(400, 'c');
  for (const std::string& test : {a, b}) {
    CodeCache cache(root_.path(), 1000);
    ASSERT_TRUE(fetch(cache, test, "rows"));
  }
  {
    CodeCache cache(root_.path(), 1000);
    ASSERT_TRUE(fetch(cache, a, "rows")) << "used again";
  }
  CodeCache cache(root_.path(), 1000);
  ASSERT_TRUE(fetch(cache, c, "rows"));
  EXPECT_TRUE(fs::exists(of(a)));
  EXPECT_FALSE(fs::exists(of(b)));
  EXPECT_LE(bytes(), 1000u);
}

TEST_F(CodeCacheTest, NeverRemovesWhatIsInUse) {
  const std::string a(400, 'a');
  const std::string b(400, 'b');
  CodeCache user(root_.path(), 700);
  const auto used = fetch(user, a, "rows");
  ASSERT_TRUE(used);
  CodeCache other(root_.path(), 700);
  const auto refused = fetch(other, b, "rows");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("--code-cache"));
  EXPECT_EQ(read_file(used->library), a);
}

TEST_F(CodeCacheTest, RemovesPartsThatNobodyFetches) {
  const std::string a(400, 'a');
  const std::string b(400, 'b');
  {
    CodeCache cache(root_.path(), 700);
    const wire::CodeManifest all = manifest(a, "rows");
    ASSERT_TRUE(cache.begin(all));
    ASSERT_TRUE(cache.look(all.files[0]));
    ASSERT_TRUE(cache.store(all.files[0], 0, a.substr(0, 399)));
  }
  CodeCache cache(root_.path(), 700);
  ASSERT_TRUE(fetch(cache, b, "rows"));
  EXPECT_LE(bytes(), 700u);
}

TEST_F(CodeCacheTest, RefusesATestThatIsLargerThanItMayBe) {
  CodeCache cache(root_.path(), 100);
  EXPECT_FALSE(cache.begin(manifest(std::string(101, 'a'), "")));
}

TEST_F(CodeCacheTest, GivesTwoNamesToOneContent) {
  wire::CodeManifest all = manifest("code", "rows");
  all.files.push_back(file("b.csv", "rows"));
  CodeCache cache(root_.path(), 8);
  ASSERT_TRUE(cache.begin(all));
  EXPECT_TRUE(complete(cache, all.files[0], "code"));
  EXPECT_TRUE(complete(cache, all.files[1], "rows"));
  EXPECT_EQ(cache.look(all.files[2])->state, State::whole);
  EXPECT_TRUE(complete(cache, all.files[2], ""));
  EXPECT_EQ(read_file(fs::path(cache.use()->folder) / "b.csv"), "rows");
}

}  // namespace
}  // namespace acrida
