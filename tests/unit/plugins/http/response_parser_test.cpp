// ResponseParser: answers whole and in pieces, the broken ones refused; Beast's parser as a witness.
#include "response_parser.hpp"

#include <optional>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_response.hpp"

namespace acrida {
namespace {

using ::testing::HasSubstr;

using tests::parse;
using tests::Parsed;

Parsed parse(const std::string& text) {
  return parse(text, text.size() + 1);
}

TEST(ResponseParser, TakesAnAnswerOfKnownLength) {
  const Parsed parsed =
      parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhelloHTTP/1.1 ");
  EXPECT_EQ(parsed.failure, "");
  EXPECT_EQ(parsed.status, 200);
  EXPECT_EQ(parsed.body, "hello");
  EXPECT_EQ(parsed.lines, "Content-Length: 5\r\nX-A:  b \r\n");
  EXPECT_TRUE(parsed.keeps_alive);
  EXPECT_EQ(parsed.left, 9U) << "what follows is left alone";
}

TEST(ResponseParser, TakesChunksWithExtensionsAndTrailers) {
  const Parsed parsed = parse(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5;name=\"v\"\r\nhello\r\n00a\r\n, my world\r\n0\r\nX-Sum: 15\r\n\r\n");
  EXPECT_EQ(parsed.failure, "");
  EXPECT_EQ(parsed.body, "hello, my world");
  EXPECT_EQ(parsed.left, 0U);
}

TEST(ResponseParser, KnowsAnswersWithoutABody) {
  const std::string length = "Content-Length: 5\r\n\r\n";
  EXPECT_EQ(parse("HTTP/1.1 204 No Content\r\n" + length).failure, "");
  EXPECT_EQ(parse("HTTP/1.1 304 Not Modified\r\n" + length).failure, "");
  const std::string ok = "HTTP/1.1 200 OK\r\n" + length;
  EXPECT_EQ(parse(ok, ok.size(), true).failure, "") << "of a HEAD";
  EXPECT_EQ(parse(ok).failure, "closed early");
}

TEST(ResponseParser, PassesOverInterimAnswers) {
  const Parsed parsed = parse(
      "HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: "
      "</a>\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(parsed.failure, "");
  EXPECT_EQ(parsed.status, 201);
  EXPECT_EQ(parsed.body, "ok");
  EXPECT_TRUE(parsed.keeps_alive) << "an interim answer says nothing of the connection";
}

TEST(ResponseParser, KnowsWhetherTheConnectionStays) {
  const auto keeps = [](const std::string& version, const std::string& line) {
    return parse("HTTP/" + version + " 200 OK\r\n" + line + "Content-Length: 0\r\n\r\n")
        .keeps_alive;
  };
  EXPECT_TRUE(keeps("1.1", ""));
  EXPECT_FALSE(keeps("1.0", ""));
  EXPECT_TRUE(keeps("1.0", "Connection: Keep-Alive\r\n"));
  EXPECT_FALSE(keeps("1.1", "Connection: x, Close\r\n"));
  EXPECT_FALSE(keeps("1.1", "Connection: keep-alive\r\nConnection: close\r\n"));
  const Parsed to_the_end = parse("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(to_the_end.body, "all of it");
  EXPECT_FALSE(to_the_end.keeps_alive);
}

/// Answers of all kinds; `beast_differs` says why Beast's parser judges otherwise.
struct Sample {
  std::string text;
  bool good;
  std::string beast_differs{};
};

std::vector<Sample> samples() {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  return {
      {ok + "Content-Length: 3\r\n\r\nabc", true},
      {ok + "content-length:3\r\n\r\nabc", true},
      {ok + "\r\nuntil the end", true},
      {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", true},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", true,
       "no space after the status: seen in the wild"},
      {"HTTP/1.0 404 Not Found\r\nContent-Length: 1\r\n\r\nx", true},
      {"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", true},
      {ok + "X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n", true},
      {ok + "X-Empty:\r\nContent-Length: 0\r\n\r\n", true},
      {ok + "X-High: \xc3\xa4\xff\r\nContent-Length: 0\r\n\r\n", true},
      {chunked + "3\r\nabc\r\n0\r\n\r\n", true},
      {chunked + "3;a=b\r\nabc\r\n0;x\r\nT: v\r\n\r\n", true},
      {chunked + "0\r\n\r\n", true},
      {chunked + "000000003\r\nabc\r\n0\r\n\r\n", true},
      {ok + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", true},
      // Where the end of the answer is in doubt.
      {ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", false},
      {ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false},
      {ok + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false},
      {ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false},
      {ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", false,
       "Beast gives the coded body to the caller; we would not decode it"},
      {ok + "Transfer-Encoding: identity\r\n\r\nabc", false,
       "Beast reads until the end; RFC 9112 knows no such coding"},
      {ok + "Content-Length: -3\r\n\r\nabc", false},
      {ok + "Content-Length: +3\r\n\r\nabc", false},
      {ok + "Content-Length: 0x3\r\n\r\nabc", false},
      {ok + "Content-Length: 3 3\r\n\r\nabc", false},
      {ok + "Content-Length:\r\n\r\nabc", false},
      {ok + "Content-Length: 99999999999999999999\r\n\r\nabc", false},
      // Names, lines, characters.
      {ok + "Content-Length : 3\r\n\r\nabc", false},
      {ok + ": no name\r\n\r\n", false},
      {ok + "no colon\r\n\r\n", false},
      {ok + " leading: space\r\n\r\n", false},
      {ok + "X: a\x01z\r\n\r\n", false},
      {ok + std::string("X: a\0z\r\n\r\n", 10), false},
      {ok + "X: a\rb\r\n\r\n", false},
      {ok + "X: a\nContent-Length: 0\r\n\r\n", false},
      {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", false},
      {"HTTP/1.1  200 OK\r\n\r\n", false},
      {"HTTP/2.0 200 OK\r\n\r\n", false},
      {"HTTP/1.2 200 OK\r\n\r\n", false},
      {"HTTP/1.1 20 OK\r\n\r\n", false},
      {"HTTP/1.1 2000 OK\r\n\r\n", false},
      {"HTTP/1.1 099 OK\r\n\r\n", false, "Beast takes a status below 100"},
      {"http/1.1 200 OK\r\n\r\n", false},
      {"ICY 200 OK\r\n\r\n", false},
      {"220 mail.example.org ESMTP\r\n", false},
      // Chunks.
      {chunked + "g\r\nabc\r\n0\r\n\r\n", false},
      {chunked + "\r\nabc\r\n0\r\n\r\n", false},
      {chunked + "-3\r\nabc\r\n0\r\n\r\n", false},
      {chunked + "3\r\nabcd\r\n0\r\n\r\n", false},
      {chunked + "3\r\nab\r\n0\r\n\r\n", false},
      {chunked + "3\nabc\n0\n\n", false},
      {chunked + "3 x\r\nabc\r\n0\r\n\r\n", false},
      {chunked + "fffffffffffffffff\r\nabc\r\n0\r\n\r\n", false},
      {chunked + "3\r\nabc\r\n0\r\nno colon\r\n\r\n", false},
      // Closed early.
      {ok + "Content-Length: 3\r\n\r\nab", false},
      {chunked + "3\r\nabc\r\n", false},
      {chunked + "3\r\nabc\r\n0\r\n", false},
      {"HTTP/1.1 200 OK\r\nContent-Le", false},
      {"", false},
  };
}

TEST(ResponseParser, JudgesGoodAndBrokenAnswersHoweverTheyArrive) {
  for (const Sample& sample : samples()) {
    const Parsed whole = parse(sample.text);
    EXPECT_EQ(whole.failure.empty(), sample.good) << sample.text << "\n" << whole.failure;
    for (std::size_t step = 1; step < sample.text.size(); ++step) {
      const Parsed pieces = parse(sample.text, step);
      EXPECT_EQ(pieces.failure.empty(), sample.good) << sample.text << step;
      if (sample.good) {
        EXPECT_EQ(pieces, whole) << sample.text << step;
      }
    }
  }
}

/// The body that Beast's parser finds; nothing when it refuses the answer.
std::optional<std::string> beast_body(const std::string& text) {
  namespace http = boost::beast::http;
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  boost::system::error_code error;
  std::size_t given = 0;
  while (given < text.size() && !parser.is_done()) {
    const std::size_t used =
        parser.put(boost::asio::buffer(text.data() + given, text.size() - given), error);
    given += used;
    if (error == http::error::need_more) {
      error = {};
      if (used == 0) break;
    }
    if (error) return std::nullopt;
  }
  if (!parser.is_done()) {
    if (!parser.got_some()) return std::nullopt;
    parser.put_eof(error);
    if (error) return std::nullopt;
  }
  return parser.get().body();
}

TEST(ResponseParser, AgreesWithBeastButWhereItIsSaid) {
  for (const Sample& sample : samples()) {
    const auto body = beast_body(sample.text);
    EXPECT_EQ(body.has_value() != sample.good, !sample.beast_differs.empty()) << sample.text;
    if (body && sample.good) {
      EXPECT_EQ(*body, parse(sample.text).body) << sample.text;
    }
  }
}

TEST(ResponseParser, IsBounded) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  EXPECT_THAT(parse(ok + "X: " + std::string(70'000, 'a')).failure, HasSubstr("64 KiB"));
  std::string interim;
  for (int i = 0; i < 10'000; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_THAT(parse(interim, 1000).failure, HasSubstr("64 KiB"));
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(parse(chunked + "3;" + std::string(70'000, 'a'), 1000).failure, HasSubstr("4 KiB"));
  std::string trailers = chunked + "0\r\n";
  for (int i = 0; i < 10'000; ++i) trailers += "Name: value\r\n";
  EXPECT_THAT(parse(trailers, 1000).failure, HasSubstr("64 KiB"));
}

}  // namespace
}  // namespace acrida
