// UserBook: who is in it, and what a file may hold.
#include "master/access/user_book.hpp"

#include <gmock/gmock.h>

#include "master/access/password_hash.hpp"
#include "master/access/secret_text.hpp"

namespace acrida {
namespace {

using testing::HasSubstr;

const WallTime kNow{std::chrono::seconds(1'000'000)};

const std::string& some_hash() {
  static const std::string kHash = hash_password("correct horse").value();
  return kHash;
}

UserBook sample() {
  UserBook book;
  book.add(WebUser{"ann", WebRole::admin, some_hash()}).value();
  book.add(WebUser{"bob@example.org", WebRole::viewer, some_hash()}).value();
  book.add(ApiToken{"ci", WebRole::operator_, digest_of_secret("secret"), kNow, {}}).value();
  return book;
}

TEST(PasswordHash, IsOfOnePasswordOnly) {
  EXPECT_TRUE(is_password_hash(some_hash()));
  EXPECT_TRUE(password_matches(some_hash(), "correct horse"));
  EXPECT_FALSE(password_matches(some_hash(), "correct horsf"));
  EXPECT_FALSE(password_matches(some_hash(), ""));
  EXPECT_FALSE(password_matches(some_hash(), std::string(kMaxPasswordBytes + 1, 'x')));
  EXPECT_NE(hash_password("correct horse").value(), some_hash());  // salted
  EXPECT_THAT(hash_password("short").error().what, HasSubstr("8 to 1024"));
}

TEST(SecretText, IsRandomAndKnownByItsDigest) {
  const std::string secret = random_secret();
  EXPECT_TRUE(is_secret_text(secret));
  EXPECT_NE(secret, random_secret());
  EXPECT_EQ(digest_of_secret(secret), digest_of_secret(secret));
  EXPECT_NE(digest_of_secret(secret), secret);
  EXPECT_FALSE(is_secret_text(secret.substr(1)));
  EXPECT_FALSE(is_secret_text(std::string(kSecretDigits, 'x')));
}

TEST(UserBookTest, SurvivesItsText) {
  UserBook book = sample();
  book.note_used(digest_of_secret("secret"), kNow + std::chrono::seconds(5));
  const auto read = UserBook::parse(book.text());
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->text(), book.text());
  EXPECT_EQ(read->users(), book.users());
  ASSERT_NE(read->token(digest_of_secret("secret")), nullptr);
  EXPECT_EQ(read->token(digest_of_secret("secret"))->last_used, kNow + std::chrono::seconds(5));
  EXPECT_EQ(book.text().find("secret"), std::string::npos);
}

TEST(UserBookTest, NamesAreOfOneUserOrToken) {
  UserBook book = sample();
  EXPECT_THAT(book.add(WebUser{"ann", WebRole::viewer, some_hash()}).error().what,
              HasSubstr("there is a user ann already"));
  EXPECT_THAT(book.add(WebUser{"ci", WebRole::viewer, some_hash()}).error().what,
              HasSubstr("there is a token ci already"));
  for (const char* name : {"", "a b", "a\nuser x admin y", "\xc3\xa4", "a:b"})
    EXPECT_FALSE(book.add(WebUser{name, WebRole::viewer, some_hash()})) << name;
  EXPECT_FALSE(book.add(WebUser{std::string(65, 'a'), WebRole::viewer, some_hash()}));
  EXPECT_EQ(book.users().size(), 2u);
}

TEST(UserBookTest, ChangesWhoIsThere) {
  UserBook book = sample();
  ASSERT_TRUE(book.set_role("ann", WebRole::viewer));
  ASSERT_TRUE(book.set_role("ci", WebRole::viewer));
  EXPECT_EQ(book.user("ann")->role, WebRole::viewer);
  EXPECT_EQ(book.token(digest_of_secret("secret"))->role, WebRole::viewer);
  ASSERT_TRUE(book.remove("ci"));
  EXPECT_EQ(book.token(digest_of_secret("secret")), nullptr);
  EXPECT_THAT(book.remove("ci").error().what, HasSubstr("there is no user or token ci"));
  EXPECT_FALSE(book.set_password("eve", some_hash()));
  EXPECT_FALSE(book.set_role("eve", WebRole::admin));
}

TEST(UserBookTest, RefusesWhatIsNoList) {
  const std::string header = "acrida-users 1\n";
  const std::string digest = digest_of_secret("x");
  const std::string greedy = "$argon2id$v=19$m=4194304,t=90,p=1$" + some_hash().substr(31);
  for (const std::string& bad :
       {std::string(), std::string("acrida-users 2\n"), header + "user ann admin\n",
        header + "user ann king " + some_hash() + "\n", header + "user ann admin nonsense\n",
        header + "user ann admin " + some_hash() + " more\n",
        header + "user ann nobody " + some_hash() + "\n",
        header + "user ann admin " + greedy + "\n", header + "user  admin " + some_hash() + "\n",
        header + "\n", header + "token ci viewer " + digest + " 1\n",
        header + "token ci viewer " + digest + " -1 2\n",
        header + "token ci viewer " + digest + " 99999999999999999999 2\n",
        header + "token ci viewer ABCD 1 2\n",
        header + "token a viewer " + digest + " 1 2\ntoken b viewer " + digest + " 1 2\n",
        std::string(100, '\0'), header + std::string(1000, '\xff')}) {
    const auto book = UserBook::parse(bad);
    ASSERT_FALSE(book) << bad;
    EXPECT_THAT(book.error().what, HasSubstr("is none of a list of users")) << bad;
  }
}

TEST(UserBookTest, IsBounded) {
  UserBook book;
  for (std::size_t i = 0; i < UserBook::kMaxEntries; ++i) {
    const std::string name = "t" + std::to_string(i);
    ASSERT_TRUE(book.add(ApiToken{name, WebRole::viewer, digest_of_secret(name), kNow, {}}));
  }
  EXPECT_THAT(
      book.add(ApiToken{"more", WebRole::viewer, digest_of_secret("more"), kNow, {}}).error().what,
      HasSubstr("the most that are kept"));
}

}  // namespace
}  // namespace acrida
