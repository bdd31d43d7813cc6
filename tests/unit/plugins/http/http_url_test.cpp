// HttpUrl: servers and targets of URLs.
#include "http_url.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(HttpUrl, KnowsServersAndTargets) {
  const HttpUrl plain = HttpUrl::parse("http://Shop.example/a/b?c=d");
  EXPECT_EQ(plain.origin.port, 80);
  EXPECT_EQ(plain.origin.authority, "shop.example");
  EXPECT_EQ(plain.target, "/a/b?c=d");
  EXPECT_FALSE(plain.origin.tls);
  const HttpUrl tls = HttpUrl::parse("https://ada:l%40ve@[::1]:8443");
  EXPECT_EQ(tls.origin.host, "::1");
  EXPECT_EQ(tls.origin.port, 8443);
  EXPECT_EQ(tls.origin.authority, "[::1]:8443");
  EXPECT_TRUE(tls.origin.tls);
  EXPECT_EQ(tls.target, "/");
  EXPECT_EQ(tls.user + " " + tls.password, "ada l@ve");
  EXPECT_EQ(tls.text(), "https://[::1]:8443/");
  EXPECT_EQ(HttpUrl::parse("https://h:443/").origin.authority, "h");
  EXPECT_EQ(HttpUrl::parse("http://h?q").target, "/?q");
}

TEST(HttpUrl, KnowsSocketFiles) {
  const HttpUrl file = HttpUrl::parse("http+unix://%2Frun%2Fapp.sock/a?b");
  EXPECT_EQ(file.origin.host, "/run/app.sock");
  EXPECT_EQ(file.origin.port, 0);
  EXPECT_EQ(file.origin.authority, "localhost");
  EXPECT_EQ(file.target, "/a?b");
  EXPECT_EQ(file.text(), "http+unix://%2Frun%2Fapp.sock/a?b");
}

TEST(HttpUrl, ResolvesRedirects) {
  const HttpUrl base = HttpUrl::parse("http://h:8080/a/b?c");
  const auto resolved = [&](const char* reference) { return base.resolve(reference).text(); };
  EXPECT_EQ(resolved("/x"), "http://h:8080/x");
  EXPECT_EQ(resolved("x?y"), "http://h:8080/a/x?y");
  EXPECT_EQ(resolved("../x"), "http://h:8080/x");
  EXPECT_EQ(resolved("../../../x"), "http://h:8080/x");
  EXPECT_EQ(resolved("?d"), "http://h:8080/a/b?d");
  EXPECT_EQ(resolved("//other/x"), "http://other/x");
  EXPECT_EQ(resolved("https://other"), "https://other/");
}

TEST(HttpUrl, TakesWhatPeopleWriteInPaths) {
  EXPECT_EQ(HttpUrl::parse("HTTP://H/a|{b}?f=[1]&\xc3\xa9").text(),
            "http://h/a%7C%7Bb%7D?f=%5B1%5D&%C3%A9");
  HttpUrl sent = HttpUrl::parse("http://h/");
  sent.target = "/a|b/c?[d]";  // as a request has it
  EXPECT_EQ(sent.resolve("x y|z").text(), "http://h/a%7Cb/x%20y%7Cz");
  EXPECT_EQ(sent.resolve("http://[::1]:8080/[x]").text(), "http://[::1]:8080/%5Bx%5D");
}

TEST(HttpUrl, RefusesWhatIsNone) {
  for (const char* wrong :
       {"", "h", "ftp://h/", "http://", "http://:80/", "http://h:0/", "http://h:99999/",
        "http://h/a b", "http+unix:///x", "http://h\r\n/", "http://evil.example%00.shop.example/",
        "http://a%20b/", "http+unix://%2Fa%00b/"})
    EXPECT_THROW(HttpUrl::parse(wrong), std::invalid_argument) << wrong;
  const HttpUrl base = HttpUrl::parse("http://h/");
  for (const char* wrong : {"ftp://h/", "http://h:0/", "http://a%00b/", "\x01"})
    EXPECT_THROW(base.resolve(wrong), std::invalid_argument) << wrong;
}

}  // namespace
}  // namespace acrida
