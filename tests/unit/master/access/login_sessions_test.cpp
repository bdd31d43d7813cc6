// LoginSessions and AttemptLimit: times and bounds.
#include "master/access/login_sessions.hpp"

#include <gmock/gmock.h>

#include "master/access/attempt_limit.hpp"
#include "master/access/password_hash.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

const Instant kStart{1000h};

struct Sessions : testing::Test {
  Sessions() {
    static const std::string kHash = hash_password("correct horse").value();
    ann = {"ann", WebRole::operator_, kHash};
    bob = {"bob", WebRole::viewer, kHash};
    book.add(ann).value();
    book.add(bob).value();
  }
  const WebUser* at(const std::string& id, Instant now) { return sessions.find(id, book, now); }
  WebUser ann, bob;
  UserBook book;
  LoginSessions sessions;
};

TEST_F(Sessions, EndWhenNobodyUsesThem) {
  const std::string id = sessions.begin(ann, kStart);
  ASSERT_NE(at(id, kStart + 119min), nullptr);
  EXPECT_EQ(at(id, kStart + 119min)->name, "ann");
  ASSERT_NE(at(id, kStart + 238min), nullptr);
  EXPECT_EQ(at(id, kStart + 358min), nullptr);
  EXPECT_EQ(sessions.size(), 0u);
}

TEST_F(Sessions, EndAfterTheLongestTime) {
  const std::string id = sessions.begin(ann, kStart);
  for (auto time = 0h; time < 12h; time += 1h) ASSERT_NE(at(id, kStart + time), nullptr);
  EXPECT_EQ(at(id, kStart + 12h), nullptr);
}

TEST_F(Sessions, AreRevokedWhenTheUserChanges) {
  const std::string by_role = sessions.begin(ann, kStart);
  const std::string other = sessions.begin(bob, kStart);
  book.set_role("ann", WebRole::viewer).value();
  EXPECT_EQ(at(by_role, kStart), nullptr);
  EXPECT_NE(at(other, kStart), nullptr);
  book.set_password("bob", hash_password("battery staple").value()).value();
  EXPECT_EQ(at(other, kStart), nullptr);
  const std::string removed = sessions.begin(*book.user("bob"), kStart);
  ASSERT_NE(at(removed, kStart), nullptr);
  book.remove("bob").value();
  EXPECT_EQ(at(removed, kStart), nullptr);
}

TEST_F(Sessions, AreEndedAndCannotBeGuessed) {
  const std::string id = sessions.begin(ann, kStart);
  EXPECT_NE(id, sessions.begin(ann, kStart));
  sessions.end(id);
  EXPECT_EQ(at(id, kStart), nullptr);
  EXPECT_EQ(at("", kStart), nullptr);
  EXPECT_EQ(at(std::string(5000, 'x'), kStart), nullptr);
}

TEST_F(Sessions, AreBounded) {
  const std::string of_bob = sessions.begin(bob, kStart);
  const std::string first = sessions.begin(ann, kStart);
  std::string last;
  for (std::size_t i = 0; i < LoginSessions::kMaxOfUser; ++i)
    last = sessions.begin(ann, kStart + 1s);
  EXPECT_EQ(sessions.size(), LoginSessions::kMaxOfUser + 1);
  EXPECT_EQ(at(first, kStart), nullptr);
  EXPECT_NE(at(last, kStart + 1s), nullptr);
  EXPECT_NE(at(of_bob, kStart + 1s), nullptr);
  for (std::size_t i = 0; i < LoginSessions::kMax; ++i) {
    WebUser other = ann;
    other.name = "u" + std::to_string(i);
    sessions.begin(other, kStart + 2s);
  }
  EXPECT_EQ(sessions.size(), LoginSessions::kMax);
  EXPECT_EQ(at(of_bob, kStart + 2s), nullptr);
}

TEST(AttemptLimitTest, LetsSomeAtOnceAndThenOneEachPause) {
  AttemptLimit limit(3, 10s);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("a", kStart));
  EXPECT_FALSE(limit.take("a", kStart));
  EXPECT_TRUE(limit.take("b", kStart));
  EXPECT_FALSE(limit.take("a", kStart + 9s));
  EXPECT_TRUE(limit.take("a", kStart + 10s));
  EXPECT_FALSE(limit.take("a", kStart + 10s));
  limit.give_back("a");
  EXPECT_TRUE(limit.take("a", kStart + 10s));
}

TEST(AttemptLimitTest, ForgetsThoseThatFailedLeast) {
  AttemptLimit limit(2, 10s);
  EXPECT_TRUE(limit.take("a", kStart));
  EXPECT_TRUE(limit.take("a", kStart));
  for (std::size_t i = 0; i < 2 * AttemptLimit::kMaxKeys; ++i)
    limit.take(std::to_string(i), kStart);
  EXPECT_EQ(limit.size(), AttemptLimit::kMaxKeys);
  EXPECT_FALSE(limit.take("a", kStart));
}

}  // namespace
}  // namespace acrida
