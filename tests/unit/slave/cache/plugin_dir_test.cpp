// PluginDir: what is found, and what is said of what is not.
#include "slave/cache/plugin_dir.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/data/sha256.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using ::testing::HasSubstr;
using State = FoundFile::State;
using Role = wire::CodeFile::Role;
using tests::write_file;

wire::CodeFile file(const std::string& name, const std::string& content, Role role) {
  return {role, name, sha256(content), content.size()};
}

TEST(PluginDirTest, FindsTheTestByItsContentAndTheRestByName) {
  tests::TempDir folder;
  write_file(folder / "other.so", "0000");
  write_file(folder / "renamed.so", "code");
  write_file(folder / "a.csv", "rows");
  PluginDir plugins(folder.path());
  ASSERT_TRUE(plugins.begin({}));
  const auto test = file("shop-1234.so", "code", Role::test);
  EXPECT_EQ(plugins.look(test)->state, State::whole);
  EXPECT_EQ(plugins.check_some(test).value(), true);
  EXPECT_EQ(plugins.look(file("a.csv", "rows", Role::data))->state, State::whole);
  const auto found = plugins.use();
  EXPECT_EQ(found->library, (folder / "renamed.so").string());
  EXPECT_EQ(found->folder, folder.path().string());
  EXPECT_EQ(found->hash, test.hash);
}

TEST(PluginDirTest, SaysWhatIsMissingOrDiffers) {
  tests::TempDir folder;
  write_file(folder / "a.csv", "r0ws");
  PluginDir plugins(folder.path());
  ASSERT_TRUE(plugins.begin({}));
  for (const auto& wanted :
       {file("shop.so", "code", Role::test), file("a.csv", "rows", Role::data)}) {
    const auto found = plugins.look(wanted);
    EXPECT_EQ(found->state, State::missing);
    EXPECT_THAT(found->problem, HasSubstr(wanted.name));
  }
  EXPECT_EQ(PluginDir("/nowhere").look(file("shop.so", "code", Role::test))->state, State::missing);
}

TEST(PluginDirTest, TakesNothingOfAMaster) {
  tests::TempDir folder;
  PluginDir plugins(folder.path());
  EXPECT_FALSE(plugins.store(file("shop.so", "code", Role::test), 0, "code"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace acrida
