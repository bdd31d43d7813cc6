// http_call: against a server that answers, refuses, breaks off and stays silent.
#include "cloud/http/http_call.hpp"

#include <chrono>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/loopback_listener.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

/// Takes one request, and answers with this text, or with nothing and closes.
class OneAnswer final {
 public:
  OneAnswer(int listener, std::string answer)
      : thread_([this, listener, answer = std::move(answer)] { serve(listener, answer); }) {}

  std::string request() {
    if (thread_.joinable()) thread_.join();
    return request_;
  }

 private:
  void serve(int listener, const std::string& answer) {
    const int peer = ::accept(listener, nullptr, nullptr);
    char block[4'096];
    for (;;) {
      const ssize_t count = ::recv(peer, block, sizeof block, 0);
      if (count <= 0) break;
      request_.append(block, static_cast<std::size_t>(count));
      const std::size_t head = request_.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const std::size_t length = request_.find("Content-Length: ");
      const std::size_t body =
          length == std::string::npos ? 0 : std::stoul(request_.substr(length + 16));
      if (request_.size() >= head + 4 + body) break;
    }
    (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(peer);
  }

  std::string request_;
  std::jthread thread_;
};

class HttpCallTest : public testing::Test {
 protected:
  HttpCall call(const std::string& method) const {
    HttpCall call;
    call.method = method;
    call.url = "http://127.0.0.1:" + std::to_string(listener_.port()) + "/machines?tag=a";
    return call;
  }
  static CloudError error_of(const CloudResult<HttpAnswer>& result) {
    return std::get<CloudError>(result);
  }

  LoopbackListener listener_;
};

TEST_F(HttpCallTest, AnAnswerOfAnyStatusIsAnAnswer) {
  OneAnswer server(
      listener_.fd(),
      "HTTP/1.1 503 Busy\r\nRetry-After:  7 \r\nX-Empty:\r\nContent-Length: 4\r\n\r\nlate");
  HttpCall post = call("POST");
  post.headers = {"X-One: 1"};
  post.body = std::string("a\0b", 3);
  const auto answer = std::get<HttpAnswer>(http_call(post, "clone", {}));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "7");
  EXPECT_EQ(retry_after(answer), std::chrono::seconds(7));
  EXPECT_EQ(answer.headers.at("x-empty"), "");
  EXPECT_EQ(answer.body, "late");
  const std::string request = server.request();
  EXPECT_EQ(request.rfind("POST /machines?tag=a HTTP/1.1\r\n", 0), 0u) << request;
  EXPECT_NE(request.find("X-One: 1\r\n"), std::string::npos);
  EXPECT_EQ(request.find("Expect:"), std::string::npos);
  EXPECT_EQ(request.substr(request.size() - 3), post.body);
}

TEST(RetryAfterTest, WhatIsNoNumberOfSecondsIsNone) {
  for (const char* text : {"", "-1", "7s", "x", "99999999999", "Mon, 23 Nov 2026 04:00:00 GMT"})
    EXPECT_EQ(retry_after({.headers = {{"retry-after", text}}}), std::nullopt) << text;
  EXPECT_EQ(retry_after({}), std::nullopt);
}

TEST_F(HttpCallTest, OtherVerbsAndUnixSockets) {
  const TempDir folder;
  const std::string path = folder.path().string() + "/s";
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  OneAnswer server(listener, "HTTP/1.1 204 No Content\r\n\r\n");
  HttpCall removal;
  removal.method = "DELETE";
  removal.url = "http://lxd/1.0/instances/a";
  removal.unix_socket = path;
  EXPECT_EQ(std::get<HttpAnswer>(http_call(removal, "delete", {})).status, 204);
  EXPECT_EQ(server.request().rfind("DELETE /1.0/instances/a HTTP/1.1\r\nHost: lxd\r\n", 0), 0u);
  ::close(listener);
}

TEST_F(HttpCallTest, AnAnswerThatIsLostLeavesTheOutcomeOfAChangeUnknown) {
  {
    OneAnswer server(listener_.fd(), "");
    const CloudError error = error_of(http_call(call("POST"), "clone", {}));
    EXPECT_EQ(error.fault, CloudFault::outcome_unknown);
    EXPECT_EQ(error.step, "clone");
    EXPECT_EQ(error.cause.find("tag=a"), std::string::npos) << "queries may have secrets";
  }
  OneAnswer server(listener_.fd(), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal");
  EXPECT_EQ(error_of(http_call(call("GET"), "list", {})).fault, CloudFault::transient);
}

TEST_F(HttpCallTest, WhatCannotHaveBeenDoneIsTransient) {
  HttpCall nobody = call("POST");
  {
    const LoopbackListener gone;
    nobody.url = "http://127.0.0.1:" + std::to_string(gone.port()) + "/";
  }
  EXPECT_EQ(error_of(http_call(nobody, "clone", {})).fault, CloudFault::transient);
  nobody.unix_socket = "/no/such/socket";
  const CloudError error = error_of(http_call(nobody, "clone", {}));
  EXPECT_EQ(error.fault, CloudFault::transient);
  EXPECT_NE(error.cause.find("/no/such/socket"), std::string::npos);
}

TEST_F(HttpCallTest, AHandshakeThatBreaksOffIsTransient) {
  const std::jthread server([this] {
    const int peer = ::accept(listener_.fd(), nullptr, nullptr);
    char hello[16];
    (void)::recv(peer, hello, sizeof hello, 0);
    ::close(peer);  // what it has not read makes it a reset
  });
  HttpCall secure = call("POST");
  secure.url = "https" + secure.url.substr(4);
  EXPECT_EQ(error_of(http_call(secure, "clone", {})).fault, CloudFault::transient);
}

TEST_F(HttpCallTest, WhatTheSettingsExcludeIsInvalid) {
  for (const char* url : {"ftp://127.0.0.1/", "file:///etc/passwd", "no url at all"}) {
    HttpCall wrong;
    wrong.url = url;
    EXPECT_EQ(error_of(http_call(wrong, "list", {})).fault, CloudFault::invalid) << url;
  }
}

TEST_F(HttpCallTest, ItEndsWhenItIsCancelledAndAtItsLimit) {
  std::stop_source stop;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(50ms);
    stop.request_stop();
  });
  EXPECT_EQ(error_of(http_call(call("POST"), "clone", stop.get_token())).fault,
            CloudFault::cancelled);
  HttpCall slow = call("POST");
  slow.limit = 1s;
  EXPECT_EQ(error_of(http_call(slow, "clone", {})).fault, CloudFault::outcome_unknown);
}

TEST_F(HttpCallTest, AnEndlessAnswerIsGivenUp) {
  OneAnswer server(listener_.fd(),
                   "HTTP/1.1 200 OK\r\n\r\n" + std::string((std::size_t{16} << 20) + 1, 'x'));
  EXPECT_EQ(error_of(http_call(call("GET"), "list", {})).fault, CloudFault::internal);
}

TEST(UrlEncoded, LeavesNothingThatMeansSomething) {
  EXPECT_EQ(url_encoded("tag.a b&c=d/é"), "tag.a%20b%26c%3Dd%2F%C3%A9");
}

}  // namespace
}  // namespace acrida::tests
