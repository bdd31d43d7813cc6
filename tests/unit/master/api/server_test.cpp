// Tests of the API's server over real sockets.
#include "master/api/server.hpp"

#include <future>
#include <sys/resource.h>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "master/api/http_message.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class ApiServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = ApiServer::start(settings(0), [this](CommandBody body, ApiServer::Reply reply) {
      const std::lock_guard lock(mutex_);
      commands_.emplace_back(std::move(body), std::move(reply));
    });
    ASSERT_TRUE(started) << started.error().what;
    server_ = std::move(*started);
    auto view = std::make_shared<RunView>();
    view->users = 42;
    server_->publish(std::move(view));
  }

  ApiServer::Settings settings(std::uint16_t port) const {
    ApiServer::Settings settings;
    settings.access = {directory_.path(), true};
    settings.host = "127.0.0.1";
    settings.port = port;
    return settings;
  }

  tcp::socket connect() {
    tcp::socket socket(io_);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    return socket;
  }

  /// Sends the text and returns what comes back until the server closes.
  std::string exchange(const std::string& text) {
    tcp::socket socket = connect();
    boost::system::error_code error;
    asio::write(socket, asio::buffer(text), error);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }

  /// The command that the server was asked for, once it is there.
  std::pair<CommandBody, ApiServer::Reply> command() {
    for (int tries = 0; tries < 1000; ++tries) {
      {
        const std::lock_guard lock(mutex_);
        if (!commands_.empty()) {
          auto first = std::move(commands_.front());
          commands_.erase(commands_.begin());
          return first;
        }
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ADD_FAILURE() << "no command came";
    return {};
  }

  tests::TempDir directory_;
  asio::io_context io_;
  std::mutex mutex_;
  std::vector<std::pair<CommandBody, ApiServer::Reply>> commands_;
  std::unique_ptr<ApiServer> server_;
};

const std::string kClose = "Host: localhost\r\nConnection: close\r\n\r\n";

TEST_F(ApiServerTest, AnswersFromThePublishedView) {
  const std::string answer = exchange("GET /stats/requests HTTP/1.1\r\n" + kClose);
  EXPECT_EQ(answer.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_NE(answer.find("\"user_count\":42"), std::string::npos);
}

TEST_F(ApiServerTest, KeepsTheConnectionForFurtherRequests) {
  const std::string one = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string answer = exchange(one + one + "GET /healthz HTTP/1.1\r\n" + kClose);
  std::size_t count = 0;
  for (std::size_t at = answer.find("200 OK"); at != std::string::npos;
       at = answer.find("200 OK", at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 3u);
}

TEST_F(ApiServerTest, BrokenHttpGets400AndTheEnd) {
  for (const std::string& text :
       {std::string("GARBAGE\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nNo colon\r\n\r\n"), std::string("\0\1\2\3\r\n\r\n", 8),
        std::string("POST /swarm HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        std::string("POST /swarm HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")}) {
    EXPECT_EQ(exchange(text).substr(0, 12), "HTTP/1.1 400") << text;
  }
}

TEST_F(ApiServerTest, BoundsHeaderAndBody) {
  EXPECT_EQ(exchange("GET / HTTP/1.1\r\nX: " + std::string(kMaxHeaderBytes, 'x') + "\r\n\r\n")
                .substr(0, 12),
            "HTTP/1.1 431");
  EXPECT_EQ(exchange("POST /swarm HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n").substr(0, 12),
            "HTTP/1.1 413");
}

TEST_F(ApiServerTest, ACommandIsAnsweredWhenItIsCarriedOut) {
  auto answer = std::async(std::launch::async,
                           [this] { return exchange("GET /stop HTTP/1.1\r\n" + kClose); });
  auto [body, reply] = command();
  EXPECT_TRUE(std::holds_alternative<StopCommand>(body));
  EXPECT_EQ(answer.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  reply(CommandReply{1, true, "Test stopped"});
  EXPECT_NE(answer.get().find(R"({"success":true,"message":"Test stopped"})"), std::string::npos);
}

TEST_F(ApiServerTest, AReplyAfterTheEndDoesNothing) {
  auto answer = std::async(std::launch::async,
                           [this] { return exchange("GET /stop HTTP/1.1\r\n" + kClose); });
  auto [body, reply] = command();
  server_.reset();
  reply(CommandReply{1, true, "Test stopped"});
  EXPECT_EQ(answer.get(), "");
}

TEST_F(ApiServerTest, ServesOthersWhileOneIsSlow) {
  tcp::socket slow = connect();
  asio::write(slow, asio::buffer(std::string("GET /hea")));
  EXPECT_EQ(exchange("GET /healthz HTTP/1.1\r\n" + kClose).substr(0, 15), "HTTP/1.1 200 OK");
}

TEST_F(ApiServerTest, IdleConnectionsMakeRoomForThoseThatSpeak) {
  rlimit descriptors{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  std::vector<tcp::socket> idle;
  for (int i = 0; i < 2000; ++i) {
    idle.push_back(connect());
    if (i % 2 == 0) asio::write(idle.back(), asio::buffer(std::string("GET /hea")));
    if (i % 100 != 0) continue;
    EXPECT_EQ(exchange("GET /healthz HTTP/1.1\r\n" + kClose).substr(0, 15), "HTTP/1.1 200 OK");
  }
  char byte = 0;
  boost::system::error_code error;
  asio::read(idle.front(), asio::buffer(&byte, 1), error);
  EXPECT_TRUE(error) << "the oldest one has been closed";
}

TEST_F(ApiServerTest, APortInUseIsOneLineWithTheRemedy) {
  const auto second =
      ApiServer::start(settings(server_->port()), [](CommandBody, ApiServer::Reply) {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().what.find("Address already in use"), std::string::npos);
  EXPECT_NE(second.error().what.find("--web-port"), std::string::npos);
  EXPECT_EQ(second.error().what.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace acrida
