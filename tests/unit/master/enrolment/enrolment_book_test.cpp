// EnrolmentBook: who is enrolled, as a list and as text.
#include "master/enrolment/enrolment_book.hpp"

#include <gmock/gmock.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string key(int number) {
  const std::string digits = std::to_string(number);
  return std::string(64 - digits.size(), '0') + digits;
}

const WallTime kNow{1'000'000s};

TEST(EnrolmentBookTest, LetsInWhomItKnows) {
  EnrolmentBook book;
  EXPECT_EQ(book.find(key(1)), nullptr);
  ASSERT_TRUE(book.enrol(key(1), "node-a", kNow));
  ASSERT_TRUE(book.enrol(key(2), "node-b", kNow));
  ASSERT_NE(book.find(key(1)), nullptr);
  EXPECT_EQ(book.find(key(1))->name, "node-a");
  EXPECT_EQ(book.find(key(2))->number, 2u);
  ASSERT_TRUE(book.enrol(key(1), "renamed", kNow + 5s)) << "again is no error";
  EXPECT_EQ(book.find(key(1))->number, 1u);
  EXPECT_EQ(book.find(key(1))->name, "node-a");
  EXPECT_EQ(book.find(key(1))->enrolled_at, kNow);
  EXPECT_THAT(book.enrol("no key", "n", kNow).error().what, HasSubstr("no key"));
}

TEST(EnrolmentBookTest, RevokesByNumberAndByName) {
  EnrolmentBook book;
  for (int i = 1; i <= 4; ++i) ASSERT_TRUE(book.enrol(key(i), i == 4 ? "other" : "node", kNow));
  const auto one = book.revoke("2");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->size(), 1u);
  EXPECT_EQ(book.find(key(2)), nullptr);
  EXPECT_EQ(book.revoke("node").value().size(), 2u);
  EXPECT_EQ(book.all().size(), 1u);
  EXPECT_THAT(book.revoke("node").error().what, HasSubstr("acrida slaves list"));
  ASSERT_TRUE(book.enrol(key(2), "node", kNow));
  EXPECT_EQ(book.find(key(2))->number, 5u) << "a number is never given again";
}

TEST(EnrolmentBookTest, MakesAWordOfAnyName) {
  EnrolmentBook book;
  const std::vector<std::pair<std::string, std::string>> names{
      {"", "_"}, {"12", "_12"}, {"a b\n", "a_b_"}, {std::string(500, 'x'), std::string(63, 'x')}};
  int number = 0;
  for (const auto& [given, kept] : names) {
    ASSERT_TRUE(book.enrol(key(++number), given, kNow));
    EXPECT_EQ(book.find(key(number))->name, kept);
  }
  EXPECT_TRUE(EnrolmentBook::parse(book.text()));
}

TEST(EnrolmentBookTest, ComesBackFromItsText) {
  EnrolmentBook book;
  ASSERT_TRUE(book.enrol(key(1), "node-a", kNow));
  ASSERT_TRUE(book.enrol(key(2), "node-b", kNow));
  book.note_seen(key(2), kNow + 60s);
  book.note_seen(key(9), kNow);
  ASSERT_TRUE(book.revoke("1"));
  const std::string text = book.text();
  EXPECT_EQ(text, "acrida-enrolments 1 3\n2 " + key(2) + " 1000000 1000060 node-b\n");
  const auto again = EnrolmentBook::parse(text);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->text(), text);
  EXPECT_EQ(EnrolmentBook::parse("").value().all().size(), 0u);
}

TEST(EnrolmentBookTest, RefusesATextThatIsNone) {
  const std::string head = "acrida-enrolments 1 3\n";
  const std::string good = "2 " + key(2) + " 1 2 node\n";
  ASSERT_TRUE(EnrolmentBook::parse(head + good));
  for (const std::string& text : std::vector<std::string>{
           good, "acrida-enrolments 2 3\n" + good, "acrida-enrolments 1 x\n", head + good + good,
           head + "x " + key(2) + " 1 2 node\n", head + "2 short 1 2 node\n",
           head + "2 " + key(2) + " 1 2 \n", head + "2 " + key(2) + " -1 2 node\n", head + "\n",
           head + "2 " + key(2) + " 1 2 two words\n"}) {
    const auto refused = EnrolmentBook::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_THAT(refused.error().what, HasSubstr("line "));
  }
}

TEST(EnrolmentBookTest, IsBounded) {
  EnrolmentBook book;
  for (std::size_t i = 0; i < EnrolmentBook::kMaxSlaves; ++i)
    ASSERT_TRUE(book.enrol(key(static_cast<int>(i)), "node", kNow));
  EXPECT_THAT(book.enrol(key(-1), "x", kNow).error().what, HasSubstr("no key"));
  const std::string one_more(64, 'f');
  EXPECT_THAT(book.enrol(one_more, "node", kNow).error().what, HasSubstr("revoke"));
  EXPECT_TRUE(book.enrol(key(1), "node", kNow)) << "whom it knows it keeps";
  EXPECT_TRUE(EnrolmentBook::parse(book.text()));
}

TEST(EnrolmentBookTest, TakesOverWhoWasSeenLater) {
  EnrolmentBook file;
  EnrolmentBook memory;
  ASSERT_TRUE(file.enrol(key(1), "a", kNow));
  ASSERT_TRUE(file.enrol(key(2), "b", kNow + 50s));
  ASSERT_TRUE(memory.enrol(key(1), "a", kNow + 9s));
  ASSERT_TRUE(memory.enrol(key(2), "b", kNow));
  file.merge_last_seen(memory);
  EXPECT_EQ(file.find(key(1))->last_seen, kNow + 9s);
  EXPECT_EQ(file.find(key(2))->last_seen, kNow + 50s);
}

}  // namespace
}  // namespace acrida
