// Tests of the target's server over real sockets.
#include "examples/target/target_server.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class TargetServerTest : public testing::Test {
 protected:
  ~TargetServerTest() override {
    server_.stop();
    thread_.join();
  }

  /// Sends bytes and returns all that comes back until the server closes.
  std::string exchange(const std::string& request) {
    asio::io_context io;
    tcp::socket socket(io);
    const std::string url = server_.url();
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    asio::write(socket, asio::buffer(request));
    std::string answer;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }

  TargetServer server_{TargetOptions{"127.0.0.1", 0, 2}};
  std::thread thread_{[this] { server_.run_until_signal(); }};
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++number;
  return number;
}

TEST_F(TargetServerTest, KeepsAliveUntilToldToClose) {
  const std::string answer = exchange(
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
}

TEST_F(TargetServerTest, AnswersPipelinedRequestsInOrder) {
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += "GET /status/201 HTTP/1.1\r\nHost: x\r\n\r\n";
  requests += "GET /slow?ms=20 HTTP/1.1\r\nHost: x\r\n\r\n";
  requests +=
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlast";
  const std::string answer = exchange(requests);
  EXPECT_EQ(count(answer, "HTTP/1.1 201 Created"), 500U);
  EXPECT_THAT(answer, HasSubstr("slept_ms"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nlast"));
}

TEST_F(TargetServerTest, HeadHasNoBody) {
  const std::string answer =
      exchange("HEAD /items HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: "));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(TargetServerTest, ClosesAfterHttp10) {
  const std::string answer =
      exchange("POST /echo HTTP/1.0\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_THAT(answer, EndsWith("hi"));
}

TEST_F(TargetServerTest, RefusesWhatIsTooLongOrBroken) {
  EXPECT_THAT(exchange("NONSENSE\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x')),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST(TargetServer, SaysThatThePortIsTaken) {
  const TargetServer first({"127.0.0.1", 0, 1});
  const std::string url = first.url();
  TargetOptions same;
  same.port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  EXPECT_THROW(TargetServer second(same), std::runtime_error);
  EXPECT_THROW(TargetServer third({"nowhere", 0, 1}), std::runtime_error);
}

}  // namespace
}  // namespace acrida
