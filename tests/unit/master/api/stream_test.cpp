// Tests of the live stream over real sockets.
#include <chrono>
#include <functional>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <gtest/gtest.h>

#include "master/api/server.hpp"
#include "master/api/stream_session.hpp"
#include "sample_run.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace beast = boost::beast;
namespace json = boost::json;
namespace websocket = boost::beast::websocket;
using boost::asio::ip::tcp;

const std::string kSubscribe = R"({"subscribe":{"since":null,"rows":{"count":3}}})";

class Page {
 public:
  explicit Page(boost::asio::io_context& io) : socket_(io) {}

  boost::system::error_code open(std::uint16_t port, const std::string& origin = "") {
    const std::string host = "127.0.0.1:" + std::to_string(port);
    socket_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
    socket_.set_option(
        websocket::stream_base::decorator([origin](websocket::request_type& request) {
          if (!origin.empty()) request.set(beast::http::field::origin, origin);
        }));
    boost::system::error_code error;
    socket_.handshake(host, "/api/v1/stream", error);
    return error;
  }
  void send(const std::string& text) { socket_.write(boost::asio::buffer(text)); }
  json::object read() {
    beast::flat_buffer buffer;
    socket_.read(buffer);
    return json::parse(beast::buffers_to_string(buffer.data())).as_object();
  }
  /// The next message of this type.
  json::object read(std::string_view type) {
    for (int i = 0; i < 100; ++i) {
      json::object message = read();
      if (message.at("type").as_string() == json::string_view(type.data(), type.size()))
        return message;
    }
    ADD_FAILURE() << "no " << type;
    return {};
  }
  /// Reads until the server closes; why.
  int close_code() {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) socket_.read(buffer, error);
    return socket_.reason().code;
  }
  websocket::stream<tcp::socket>& socket() { return socket_; }

 private:
  websocket::stream<tcp::socket> socket_;
};

class StreamTest : public testing::Test {
 protected:
  void SetUp() override {
    ApiServer::Settings settings;
    settings.host = "127.0.0.1";
    settings.test.version = "1";
    settings.access = {directory_.path(), true};
    auto started = ApiServer::start(std::move(settings), [](CommandBody, ApiServer::Reply) {});
    ASSERT_TRUE(started) << started.error().what;
    server_ = std::move(*started);
    publish(2'000);
  }

  void publish(std::uint64_t number, std::size_t names = 10) {
    server_->publish(sample_run(names, 5, number));
  }

  std::unique_ptr<Page> page() {
    auto page = std::make_unique<Page>(io_);
    EXPECT_FALSE(page->open(server_->port()));
    return page;
  }

  tests::TempDir directory_;
  boost::asio::io_context io_;
  std::unique_ptr<ApiServer> server_;
};

TEST_F(StreamTest, GreetsThenSendsEachViewToWhoSubscribes) {
  const auto page = this->page();
  EXPECT_EQ(page->read().at("type"), "hello");
  page->send(kSubscribe);
  EXPECT_EQ(page->read("backlog").at("points").at("time_ms").as_array().size(), 5u);
  const json::object first = page->read("tick");
  EXPECT_EQ(first.at("rows").as_array().size(), 3u);
  publish(2'001);
  EXPECT_EQ(page->read("tick").at("seq").to_number<int>(), 2'001);
}

TEST_F(StreamTest, AnotherSubscriptionIsAnsweredAtOnce) {
  const auto page = this->page();
  page->send(kSubscribe);
  page->read("tick");
  page->send(R"({"subscribe":{"rows":{"sort":"p95","descending":true,"from":1,"count":1}}})");
  const json::object tick = page->read("tick");
  EXPECT_EQ(tick.at("rows").at(0).at(1), "/Items1");
  EXPECT_EQ(tick.at("from").to_number<int>(), 1);
}

TEST_F(StreamTest, NonsenseEndsTheConnection) {
  for (const std::string& frame :
       {std::string("{"), std::string("[]"), std::string("{}"), std::string(R"({"subscribe":1})"),
        std::string(R"({"subscribe":{"rows":{"sort":"evil"}}})"),
        std::string(R"({"subscribe":{"rows":[]}})"), std::string(R"({"subscribe":{"since":-1}})"),
        std::string(3'000, '[')}) {
    const auto page = this->page();
    page->send(frame);
    EXPECT_EQ(page->close_code(), 1003) << frame;
  }
  const auto page = this->page();
  page->socket().binary(true);
  page->send(kSubscribe);
  EXPECT_EQ(page->close_code(), 1003);
}

TEST_F(StreamTest, ALongFrameEndsTheConnection) {
  const auto page = this->page();
  page->send("{\"subscribe\":\"" + std::string(StreamSession::kMaxFrameBytes, 'x') + "\"}");
  EXPECT_EQ(page->close_code(), 1009);
}

TEST_F(StreamTest, ForeignPagesAreRefused) {
  for (const char* origin : {"http://evil.example", "null"}) {
    Page page(io_);
    EXPECT_TRUE(page.open(server_->port(), origin)) << origin;
  }
  Page own(io_);
  EXPECT_FALSE(own.open(server_->port(), "http://127.0.0.1:" + std::to_string(server_->port())));
}

TEST_F(StreamTest, ASlowReaderGetsTheNewestAndIsToldOfTheGap) {
  const auto page = this->page();
  page->send(R"({"subscribe":{"rows":{"count":500}}})");
  page->read("tick");
  std::uint64_t number = 2'000;
  for (int i = 0; i < 400; ++i) {
    publish(++number, 500);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  bool had_gap = false;
  std::uint64_t newest = 0, ticks = 0;
  while (newest < number) {
    const json::object message = page->read();
    had_gap = had_gap || message.at("type") == "gap";
    if (message.at("type") != "tick") continue;
    newest = message.at("seq").to_number<std::uint64_t>();
    ++ticks;
  }
  EXPECT_TRUE(had_gap);
  EXPECT_LT(ticks, 400u);
}

TEST_F(StreamTest, PagesAreBounded) {
  std::vector<std::unique_ptr<Page>> pages;
  for (std::size_t i = 0; i < StreamSession::kMaxStreams; ++i) pages.push_back(page());
  Page one_more(io_);
  EXPECT_TRUE(one_more.open(server_->port()));
  pages.pop_back();
  for (int tries = 0; tries < 200; ++tries) {
    Page again(io_);
    if (!again.open(server_->port())) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ADD_FAILURE() << "a page that is closed makes no room";
}

TEST_F(StreamTest, TheServerEndsWithPagesOpen) {
  const auto page = this->page();
  page->send(kSubscribe);
  page->read("tick");
  server_.reset();
  EXPECT_NE(page->close_code(), 1003);
}

}  // namespace
}  // namespace acrida
