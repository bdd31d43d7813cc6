// EnrolmentFolder: a master and the command `acrida slaves` on the same files.
#include "master/enrolment/enrolment_folder.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>

#include "core/state/file_lock.hpp"
#include "core/state/private_file.hpp"
#include "master/enrolment/enrolment_line.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::TempDir;

const WallTime kNow{std::chrono::seconds(1'000'000)};

std::string fresh_key() {
  return link::make_curve_keys().value().public_key;
}

TEST(EnrolmentFolderTest, KeepsItsKeys) {
  const TempDir directory;
  const auto first = EnrolmentFolder::open(directory / "data");
  ASSERT_TRUE(first) << first.error().what;
  const auto second = EnrolmentFolder::open(directory / "data");
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(first->master_keys().public_key, second->master_keys().public_key);
  EXPECT_EQ(first->token().secret_key, second->token().secret_key);
  EXPECT_NE(first->token().secret_key, first->master_keys().secret_key);
  for (const char* name : {"data/master-key", "data/enrolment-token"}) {
    struct stat status {};
    ASSERT_EQ(::stat((directory / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST(EnrolmentFolderTest, NoticesARevocation) {
  const TempDir directory;
  auto master = EnrolmentFolder::open(directory.path()).value();
  const std::string key = fresh_key();
  ASSERT_TRUE(
      master.change([&](EnrolmentBook& book) { book.enrol(key, "node", kNow).value(); }, false)
          .value());
  auto command = EnrolmentFolder::open(directory.path()).value();
  ASSERT_NE(command.book().find(key), nullptr);
  ASSERT_TRUE(
      command.change([](EnrolmentBook& book) { book.revoke("node").value(); }, true).value());
  EXPECT_NE(master.book().find(key), nullptr);
  ASSERT_TRUE(master.refresh());
  EXPECT_EQ(master.book().find(key), nullptr);
  const auto revoked = master.take_revoked();
  ASSERT_EQ(revoked.size(), 1u);
  EXPECT_EQ(revoked[0].key, key);
  EXPECT_TRUE(master.take_revoked().empty());
}

// The master writes between the revocation and its look at the file.
TEST(EnrolmentFolderTest, NoticesARevocationWhileItWrites) {
  const TempDir directory;
  auto master = EnrolmentFolder::open(directory.path()).value();
  const std::string key = fresh_key();
  master.change([&](EnrolmentBook& book) { book.enrol(key, "node", kNow).value(); }, false).value();
  auto command = EnrolmentFolder::open(directory.path()).value();
  command.change([](EnrolmentBook& book) { book.revoke("node").value(); }, true).value();
  const std::string other = fresh_key();
  master.change([&](EnrolmentBook& book) { book.enrol(other, "other", kNow).value(); }, false)
      .value();
  EXPECT_EQ(master.book().find(key), nullptr);
  EXPECT_NE(master.book().find(other), nullptr);
  EXPECT_EQ(master.take_revoked().size(), 1u);
}

TEST(EnrolmentFolderTest, WaitsForNobodyUnlessAsked) {
  const TempDir directory;
  auto master = EnrolmentFolder::open(directory.path()).value();
  const auto lock = FileLock::wait(directory / "enrolled.lock");
  ASSERT_TRUE(lock);
  bool called = false;
  const auto done = master.change([&](EnrolmentBook&) { called = true; }, false);
  ASSERT_TRUE(done);
  EXPECT_FALSE(*done);
  EXPECT_FALSE(called);
}

TEST(EnrolmentFolderTest, NoticesANewToken) {
  const TempDir directory;
  auto master = EnrolmentFolder::open(directory.path()).value();
  const std::string old = master.token().public_key;
  auto command = EnrolmentFolder::open(directory.path()).value();
  ASSERT_TRUE(command.renew_token());
  EXPECT_NE(command.token().public_key, old);
  ASSERT_TRUE(master.refresh());
  EXPECT_EQ(master.token().public_key, command.token().public_key);
}

TEST(EnrolmentFolderTest, KeepsWhatItKnowsWhenAFileIsSpoilt) {
  const TempDir directory;
  auto master = EnrolmentFolder::open(directory.path()).value();
  const std::string key = fresh_key();
  master.change([&](EnrolmentBook& book) { book.enrol(key, "node", kNow).value(); }, false).value();
  replace_private_file(directory / "enrolled", "nonsense\n").value();
  const auto refreshed = master.refresh();
  ASSERT_FALSE(refreshed);
  EXPECT_THAT(refreshed.error().what, HasSubstr("enrolled: line 1"));
  EXPECT_NE(master.book().find(key), nullptr);
  EXPECT_THAT(EnrolmentFolder::open(directory.path()).error().what, HasSubstr("line 1"));
}

TEST(EnrolmentLineTest, ShowsTheTokenOnlyWhereItMay) {
  const TempDir directory;
  const auto folder = EnrolmentFolder::open(directory.path()).value();
  const std::string command =
      "acrida slave --master-host 10.0.0.1 --master-port 5557 --master-key " +
      folder.master_keys().public_key;
  EXPECT_EQ(enrolment_line(folder, "10.0.0.1", 5557),
            "ACRIDA_ENROLMENT_TOKEN=" + folder.token().secret_key + " " + command);
  const std::string hint = enrolment_hint(folder, "10.0.0.1", 5557);
  EXPECT_THAT(hint, HasSubstr(command));
  EXPECT_THAT(hint, Not(HasSubstr(folder.token().secret_key)));
  EXPECT_THAT(hint, Not(HasSubstr(folder.master_keys().secret_key)));
}

}  // namespace
}  // namespace acrida
