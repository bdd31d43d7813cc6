// FastHttpClient: what HttpClient has not, or could hide.
#include <filesystem>
#include <poll.h>
#include <set>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_server.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/temp_dir.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Answers each connection once, on a socket file, after one look at what came; then reads nothing
/// more, and closes when the client does or has been answered to the end.
class FileServer {
 public:
  FileServer(const std::string& path, std::string answer)
      : answer_(std::move(answer)), listener_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 10) != 0)
      throw std::runtime_error("no socket at " + path);
    thread_ = std::thread([this] { run(); });
  }
  ~FileServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string request;  // the last one

 private:
  void run() {
    for (int fd = accept(listener_, nullptr, nullptr); fd >= 0;
         fd = accept(listener_, nullptr, nullptr)) {
      char buffer[4096];
      const ssize_t bytes = recv(fd, buffer, sizeof buffer, 0);
      request.assign(buffer, bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
      send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      pollfd until_client_closes{fd, POLLRDHUP, 0};
      if (answer_.find("Connection: close") == std::string::npos)
        poll(&until_client_closes, 1, 20'000);
      close(fd);
    }
  }
  const std::string answer_;
  int listener_;
  std::thread thread_;
};

std::string url_of_file(std::string path) {
  for (auto at = path.find('/'); at != std::string::npos; at = path.find('/'))
    path.replace(at, 1, "%2F");
  return "http+unix://" + path;
}

TEST(FastHttp, SpeaksOverSocketFiles) {
  const TempDir directory;
  FileServer server(directory / "s", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nby file");
  const std::string url = url_of_file(directory / "s");
  const auto report = visit_by<FastHttpUser>(url, [](FastHttpUser& user) -> task<> {
    const Response reply = co_await user.client.get("/item");
    EXPECT_EQ(reply.body, "by file") << reply.error;
  });
  EXPECT_EQ(row(report, "GET", "/item").failures, 0U);
  EXPECT_THAT(server.request, HasSubstr("GET /item HTTP/1.1\r\nHost: localhost\r\n"));
}

TEST(FastHttp, TakesTheAnswerOfAServerThatStopsReading) {
  const TempDir directory;
  FileServer server(directory / "s", "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
  const std::string url = url_of_file(directory / "s");
  const auto report = visit_by<FastHttpUser>(url, [](FastHttpUser& user) -> task<> {
    const std::string body(30'000'000, 'b');
    const Response reply = co_await user.client.send("POST", "/", body, "text/plain",
                                                     {.timeout = std::chrono::seconds(5)});
    EXPECT_EQ(reply.status, 413) << reply.error;
  });
  EXPECT_EQ(row(report, "POST", "/").requests, 1U);
}

TEST(FastHttp, CountsBodiesThatItDiscards) {
  const Nginx nginx;
  const auto report = visit_by<FastHttpUser>(nginx.url(), [](FastHttpUser& user) -> task<> {
    user.client.discard_bodies = true;
    const Response reply = co_await user.client.get("/zipped");
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(reply.status, 200);
    user.client.compression = false;
    co_await user.client.get("/zipped", {.name = "plain"});
  });
  EXPECT_GT(row(report, "GET", "/zipped").content_length_bytes, 20U);
  EXPECT_EQ(row(report, "GET", "plain").content_length_bytes, 20'000U);
}

TEST(FastHttp, RefusesBodiesBeyondTheLimit) {
  const Nginx nginx;
  const auto report = visit_by<FastHttpUser>(nginx.url(), [](FastHttpUser& user) -> task<> {
    user.client.max_body_bytes = 10'000;
    const Response zipped = co_await user.client.get("/zipped", {.name = "zipped"});
    EXPECT_EQ(zipped.status, 0) << "small on its way, large when decoded";
    EXPECT_THAT(zipped.error, HasSubstr("too large"));
    user.client.compression = false;
    const Response plain = co_await user.client.get("/zipped", {.name = "plain"});
    EXPECT_EQ(plain.status, 0);
    const Response small = co_await user.client.get("/item");
    EXPECT_EQ(small.status, 200) << small.error;
  });
  EXPECT_THAT(errors(report), testing::Contains(HasSubstr("Maximum file size exceeded")));
}

TEST(FastHttp, TakesLargeBodies) {
  RawServer server({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" +
                              std::string(3'000'000, 'b')});
  visit_by<FastHttpUser>(server.url(), [](FastHttpUser& user) -> task<> {
    for (int i = 0; i < 3; ++i) {
      const Response reply = co_await user.client.get("/");
      EXPECT_EQ(reply.body, std::string(3'000'000, 'b')) << reply.error;
    }
  });
  EXPECT_EQ(server.accepted(), 1U);
}

TEST(FastHttp, DoesNotReuseAConnectionThatSaysTooMuch) {
  RawServer server({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"});
  visit_by<FastHttpUser>(server.url(), [](FastHttpUser& user) -> task<> {
    for (int i = 0; i < 3; ++i) {
      const Response reply = co_await user.client.get("/");
      EXPECT_EQ(reply.body, "ok") << reply.error;
    }
  });
  EXPECT_EQ(server.accepted(), 3U);
}

TEST(FastHttp, NamesWhatIsWrongWithAnAnswer) {
  RawServer server(
      {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"});
  const auto report = visit_by<FastHttpUser>(server.url(), [](FastHttpUser& user) -> task<> {
    const Response reply = co_await user.client.get("/");
    EXPECT_EQ(reply.status, 0);
  });
  EXPECT_THAT(errors(report),
              ElementsAre("Weird server reply: two ways to say where the body ends"));
}

TEST(FastHttp, ResumesTlsSessions) {
  const Nginx nginx;
  visit_by<FastHttpUser>(nginx.tls_url(), [](FastHttpUser& user) -> task<> {
    user.client.verify_tls = false;
    const Response first = co_await user.client.get("/closing");
    EXPECT_EQ(first.header("X-Reused"), ".");
    for (int i = 0; i < 3; ++i) {
      const Response later = co_await user.client.get("/closing");
      EXPECT_EQ(later.header("X-Reused"), "r") << later.error;
    }
  });
  EXPECT_EQ(nginx.connections(), 4U);
}

TEST(FastHttp, LetsNoPathBecomeTwoRequests) {
  RawServer server({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"});
  const auto report = visit_by<FastHttpUser>(server.url(), [](FastHttpUser& user) -> task<> {
    const Response reply = co_await user.client.get("/a HTTP/1.1\r\nX: y", {.name = "split"});
    EXPECT_EQ(reply.status, 0);
    const HttpField chunked[] = {{"Transfer-Encoding", "chunked"}};
    co_await user.client.get("/", {.headers = chunked});
  });
  EXPECT_EQ(row(report, "GET", "split").failures, 1U);
  ASSERT_EQ(report.exceptions.size(), 1U);
  EXPECT_THAT(report.exceptions[0].message, HasSubstr("bad header Transfer-Encoding"));
  EXPECT_EQ(server.requests(), "");
}

TEST(FastHttp, LeavesCredentialsBehindWhenItIsSentElsewhere) {
  RawServer other({.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"});
  RawServer server({.answer = "HTTP/1.1 302 Found\r\nLocation: " + other.url() +
                              "/there\r\nContent-Length: 0\r\n\r\n"});
  visit_by<FastHttpUser>(server.url(), [](FastHttpUser& user) -> task<> {
    user.client.set_header("Authorization", "Bearer s3cret");
    user.client.set_header("X-Other", "kept");
    const HttpField cookie[] = {{"Cookie", "session=s3cret"}};
    const Response reply = co_await user.client.get("/", {.headers = cookie});
    EXPECT_EQ(reply.status, 200) << reply.error;
  });
  EXPECT_THAT(server.requests(), HasSubstr("Bearer s3cret"));
  EXPECT_THAT(other.requests(), HasSubstr("GET /there HTTP/1.1"));
  EXPECT_THAT(other.requests(), HasSubstr("X-Other: kept"));
  EXPECT_THAT(other.requests(), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace acrida::tests
