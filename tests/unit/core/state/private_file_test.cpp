// PrivateFile and StateFolder: modes, races, and who may not read.
#include "core/state/private_file.hpp"

#include <sys/stat.h>
#include <thread>

#include <gmock/gmock.h>

#include "core/state/file_lock.hpp"
#include "core/state/state_folder.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using testing::HasSubstr;
using tests::TempDir;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST(PrivateFileTest, IsReadByItsOwnerOnly) {
  const TempDir directory;
  const auto path = directory / "key";
  EXPECT_FALSE(read_private_file(path).value().has_value());
  EXPECT_EQ(create_private_file(path, "first\n").value(), "first\n");
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(create_private_file(path, "second\n").value(), "first\n") << "made once";
  ASSERT_TRUE(replace_private_file(path, "third\n"));
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(read_private_file(path).value(), "third\n");
  ::chmod(path.c_str(), 0640);
  EXPECT_THAT(read_private_file(path).error().what, HasSubstr("others may read or write it"));
  EXPECT_THAT(create_private_file(path, "x").error().what, HasSubstr("chmod 600"));
}

TEST(PrivateFileTest, LeavesNoFileBesideItself) {
  const TempDir directory;
  create_private_file(directory / "key", "1");
  replace_private_file(directory / "key", "2").value();
  EXPECT_FALSE(replace_private_file(directory / "no/such/folder", "x"));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory.path()))
    ++files;
  EXPECT_EQ(files, 1u);
}

TEST(PrivateFileTest, OfManyWhoMakeItOneWins) {
  const TempDir directory;
  std::vector<std::string> seen(16);
  std::vector<std::thread> threads;
  threads.reserve(seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i)
    threads.emplace_back(
        [&, i] { seen[i] = create_private_file(directory / "key", std::to_string(i)).value(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(seen, testing::Each(seen[0]));
}

TEST(PrivateFileTest, TellsThatItHasChanged) {
  const TempDir directory;
  const auto path = directory / "list";
  EXPECT_EQ(file_version(path), 0u);
  replace_private_file(path, "a").value();
  const auto first = file_version(path);
  EXPECT_NE(first, 0u);
  EXPECT_EQ(file_version(path), first);
  replace_private_file(path, "b").value();
  EXPECT_NE(file_version(path), first);
}

TEST(FileLockTest, HasOneHolder) {
  const TempDir directory;
  {
    const auto first = FileLock::make_now(directory / "lock");
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::make_now(directory / "lock"));
  }
  EXPECT_TRUE(FileLock::wait(directory / "lock"));
  EXPECT_FALSE(FileLock::wait(directory / "no/folder/lock"));
}

TEST(StateFolderTest, IsMadeForItsOwner) {
  const TempDir directory;
  const auto folder = state_folder(directory / "state");
  ASSERT_TRUE(folder) << folder.error().what;
  EXPECT_EQ(mode_of(*folder), 0700u);
  EXPECT_TRUE(state_folder(directory / "state"));
  tests::write_file(directory / "file", "");
  EXPECT_THAT(state_folder(directory / "file").error().what, HasSubstr("is no folder"));
}

TEST(StateFolderTest, StandsWhereTheEnvironmentSays) {
  const TempDir directory;
  const char* before = std::getenv("XDG_STATE_HOME");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("XDG_STATE_HOME", directory.path().c_str(), 1);
  EXPECT_EQ(state_folder().value(), directory / "acrida");
  before != nullptr ? ::setenv("XDG_STATE_HOME", kept.c_str(), 1) : ::unsetenv("XDG_STATE_HOME");
}

}  // namespace
}  // namespace acrida
