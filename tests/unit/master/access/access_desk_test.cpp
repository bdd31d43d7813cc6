// AccessDesk and UsersFile: who comes in, by which proof, and for how long.
#include "master/access/access_desk.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <sys/stat.h>

#include <gmock/gmock.h>

#include "master/access/password_hash.hpp"
#include "master/access/secret_text.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// The desk's thread: the test's own.
class Calls final {
 public:
  AccessDesk::Post post() {
    return [this](std::function<void()> call) {
      {
        const std::lock_guard lock(mutex_);
        calls_.push_back(std::move(call));
      }
      changed_.notify_one();
    };
  }
  void run_one() {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 20s, [this] { return !calls_.empty(); }));
    const auto call = std::move(calls_.front());
    calls_.pop_front();
    lock.unlock();
    call();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> calls_;
};

struct Desk : testing::Test {
  std::unique_ptr<AccessDesk> open(bool without_users = false) {
    return AccessDesk::open({directory.path(), without_users}, calls.post()).value();
  }
  void edit(const std::function<Result<void>(UserBook&)>& change) {
    auto file = UsersFile::open(directory.path()).value();
    file.change(change).value();
  }
  void add_ann() {
    static const std::string kHash = hash_password("correct horse").value();
    edit([](UserBook& book) { return book.add(WebUser{"ann", WebRole::operator_, kHash}); });
  }
  Caller caller(AccessDesk& desk, const Credentials& credentials) {
    auto who = desk.identify(credentials);
    const auto* found = std::get_if<Caller>(&who);
    return found != nullptr ? *found : Caller{};
  }
  std::pair<LoginOutcome, Caller> sign_in(AccessDesk& desk, const std::string& password,
                                          const std::string& name = "ann") {
    std::pair<LoginOutcome, Caller> result;
    bool is_done = false;
    desk.sign_in({name, password}, "192.0.2.1", [&](LoginOutcome outcome, Caller who) {
      result = {outcome, std::move(who)};
      is_done = true;
    });
    if (!is_done) calls.run_one();
    return result;
  }
  tests::TempDir directory;
  Calls calls;
};

TEST_F(Desk, IsOpenOnlyWhileThereIsNobody) {
  const auto refused = AccessDesk::open({directory.path(), false}, calls.post());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("acrida users add"));
  const auto desk = open(true);
  const Caller everyone = caller(*desk, {});
  EXPECT_EQ(everyone.role, WebRole::admin);
  EXPECT_TRUE(desk->still_holds(everyone));
  add_ann();
  const auto closed = open(true);
  EXPECT_EQ(caller(*closed, {}).role, WebRole::nobody);
  EXPECT_FALSE(closed->still_holds(everyone));
}

TEST_F(Desk, ALoginBeginsASession) {
  add_ann();
  const auto desk = open();
  const auto [outcome, ann] = sign_in(*desk, "correct horse");
  ASSERT_EQ(outcome, LoginOutcome::signed_in);
  EXPECT_EQ(ann.role, WebRole::operator_);
  Credentials cookie;
  cookie.session_id = ann.key;
  EXPECT_EQ(caller(*desk, cookie).name, "ann");
  EXPECT_TRUE(desk->still_holds(ann));
  desk->sign_out(ann.key);
  EXPECT_EQ(caller(*desk, cookie).role, WebRole::nobody);
  EXPECT_FALSE(desk->still_holds(ann));
}

TEST_F(Desk, WrongPasswordsAndNamesAreTheSame) {
  add_ann();
  const auto desk = open();
  EXPECT_EQ(sign_in(*desk, "wrong horse").first, LoginOutcome::wrong);
  EXPECT_EQ(sign_in(*desk, "correct horse", "eve").first, LoginOutcome::wrong);
  EXPECT_EQ(sign_in(*desk, "", "").first, LoginOutcome::wrong);
  EXPECT_EQ(sign_in(*desk, "correct horse").first, LoginOutcome::signed_in);
}

TEST_F(Desk, FailuresOfAnAddressAreLimited) {
  add_ann();
  const auto desk = open();
  int wrong = 0;
  LoginOutcome last{};
  for (int i = 0; i < 40 && last != LoginOutcome::too_often; ++i) {
    last = sign_in(*desk, "wrong horse", "eve").first;
    if (last == LoginOutcome::wrong) ++wrong;
  }
  EXPECT_EQ(last, LoginOutcome::too_often);
  EXPECT_GE(wrong, 10);
  EXPECT_EQ(sign_in(*desk, "correct horse").first, LoginOutcome::too_often);
}

TEST_F(Desk, AFloodIsRefusedAtOnce) {
  add_ann();
  const auto desk = open();
  std::size_t refused = 0;
  const std::size_t sent = 100;
  for (std::size_t i = 0; i < sent; ++i)
    desk->sign_in({"eve", "x"}, std::to_string(i), [&](LoginOutcome outcome, const Caller&) {
      if (outcome == LoginOutcome::too_often) ++refused;
    });
  EXPECT_GE(refused, sent - PasswordChecker::kMaxWaiting - 20);
}

TEST_F(Desk, APasswordInAHeaderIsCheckedOnce) {
  add_ann();
  const auto desk = open();
  Credentials basic;
  basic.password = PasswordProof{"ann", "correct horse"};
  ASSERT_TRUE(std::holds_alternative<PasswordProof>(desk->identify(basic)));
  Caller checked;
  desk->check(*basic.password, "192.0.2.1",
              [&](LoginOutcome, Caller who) { checked = std::move(who); });
  calls.run_one();
  EXPECT_EQ(checked.role, WebRole::operator_);
  EXPECT_EQ(caller(*desk, basic).name, "ann");
  Credentials other = basic;
  other.password->password = "correct horsf";
  EXPECT_TRUE(std::holds_alternative<PasswordProof>(desk->identify(other)));
}

TEST_F(Desk, TokensHoldUntilTheyAreRemoved) {
  add_ann();
  const std::string secret = random_secret();
  edit([&](UserBook& book) {
    return book.add(ApiToken{"ci", WebRole::viewer, digest_of_secret(secret), {}, {}});
  });
  const auto desk = open();
  Credentials bearer;
  bearer.token = secret;
  const Caller ci = caller(*desk, bearer);
  EXPECT_EQ(ci.role, WebRole::viewer);
  EXPECT_EQ(ci.name, "ci");
  EXPECT_TRUE(desk->still_holds(ci));
  EXPECT_NE(UsersFile::open(directory.path())->book().tokens()[0].last_used, WallTime{});
  bearer.token = digest_of_secret(secret);  // as it lies in the file
  EXPECT_EQ(caller(*desk, bearer).role, WebRole::nobody);
  edit([&](UserBook& book) { return book.remove("ci"); });
  bearer.token = secret;
  EXPECT_EQ(caller(*open(), bearer).role, WebRole::nobody);
}

TEST_F(Desk, TheFileIsPrivateAndABrokenOneIsNamed) {
  add_ann();
  const auto path = directory / "users";
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_THAT(AccessDesk::open({directory.path(), true}, calls.post()).error().what,
              HasSubstr("users"));
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  for (const char* text : {"", "garbage\n"}) {
    tests::write_file(path, text);
    const auto opened = AccessDesk::open({directory.path(), true}, calls.post());
    ASSERT_FALSE(opened) << text;
    EXPECT_THAT(opened.error().what, HasSubstr("users: line 1 is none of a list of users"));
  }
}

}  // namespace
}  // namespace acrida
