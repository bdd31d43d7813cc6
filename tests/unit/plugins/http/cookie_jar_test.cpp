// CookieJar: which cookies go where, and for how long.
#include "cookie_jar.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

using namespace std::chrono_literals;

const CookieJar::Time kNow = std::chrono::system_clock::from_time_t(1'700'000'000);

std::string sent(const CookieJar& jar, const std::string& host, const std::string& path,
                 bool secure = false, CookieJar::Time now = kNow) {
  std::string text;
  jar.append_to(text, host, path, secure, now);
  return text;
}

TEST(CookieJar, KeepsCookiesOfAHost) {
  CookieJar jar;
  jar.store("a=1", "shop.example", "/login", kNow);
  jar.store(" b = x y ; HttpOnly", "shop.example", "/login", kNow);
  EXPECT_EQ(sent(jar, "shop.example", "/"), "a=1; b=x y");
  EXPECT_EQ(sent(jar, "SHOP.example", "/"), "a=1; b=x y");
  EXPECT_EQ(sent(jar, "www.shop.example", "/"), "");
  jar.store("a=2", "shop.example", "/other", kNow);
  EXPECT_EQ(sent(jar, "shop.example", "/"), "b=x y; a=2") << "in place of the older one";
}

TEST(CookieJar, SharesCookiesOfADomain) {
  CookieJar jar;
  jar.store("a=1; Domain=.shop.example", "www.shop.example", "/", kNow);
  EXPECT_EQ(sent(jar, "shop.example", "/"), "a=1");
  EXPECT_EQ(sent(jar, "api.shop.example", "/"), "a=1");
  EXPECT_EQ(sent(jar, "notshop.example", "/"), "");
  jar.store("b=1; Domain=other.example", "www.shop.example", "/", kNow);
  jar.store("c=1; Domain=example", "www.shop.example", "/", kNow);
  EXPECT_EQ(sent(jar, "other.example", "/"), "") << "not the server's own domain";
  EXPECT_EQ(sent(jar, "a.example", "/"), "") << "a whole top-level domain";
  jar.store("d=1; Domain=0.0.1", "127.0.0.1", "/", kNow);
  EXPECT_EQ(sent(jar, "10.0.0.1", "/"), "") << "addresses have no domains";
}

TEST(CookieJar, KnowsPaths) {
  CookieJar jar;
  jar.store("root=1; Path=/", "h", "/a/b/c", kNow);
  jar.store("own=1", "h", "/a/b/c?d", kNow);
  jar.store("deep=1; Path=/a/b/c/d", "h", "/", kNow);
  jar.store("bad=1; Path=relative", "h", "/a/b/c", kNow);
  EXPECT_EQ(sent(jar, "h", "/a/b/c/d/e"), "deep=1; own=1; bad=1; root=1") << "longer paths first";
  EXPECT_EQ(sent(jar, "h", "/a/b"), "own=1; bad=1; root=1");
  EXPECT_EQ(sent(jar, "h", "/a/bc"), "root=1");
}

TEST(CookieJar, ForgetsInTime) {
  CookieJar jar;
  jar.store("age=1; Max-Age=60", "h", "/", kNow);
  jar.store("date=1; Expires=Tue, 14 Nov 2023 22:14:20 GMT", "h", "/", kNow);  // kNow + 60 s
  jar.store("both=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/"), "age=1; date=1; both=1");
  EXPECT_EQ(sent(jar, "h", "/", false, kNow + 61s), "");
  jar.store("age=; Max-Age=0", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/"), "date=1; both=1") << "taken back by the server";
}

TEST(CookieJar, SendsSecureCookiesByTlsOnly) {
  CookieJar jar;
  jar.store("a=1; Secure", "h", "/", kNow);
  EXPECT_EQ(sent(jar, "h", "/", false), "");
  EXPECT_EQ(sent(jar, "h", "/", true), "a=1");
}

TEST(CookieJar, IsBoundedAndIgnoresNonsense) {
  CookieJar jar;
  for (const char* nonsense : {"", ";", "=x", "novalue", "; Path=/"})
    jar.store(nonsense, "h", "/", kNow);
  jar.store("big=" + std::string(5000, 'x'), "h", "/", kNow);
  EXPECT_TRUE(jar.empty());
  for (int i = 0; i < 1000; ++i) jar.store("c" + std::to_string(i) + "=1", "h", "/", kNow);
  const std::string all = sent(jar, "h", "/");
  EXPECT_EQ(std::count(all.begin(), all.end(), '='), 300);
}

}  // namespace
}  // namespace acrida
