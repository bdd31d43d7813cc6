// What scanners try on a web server, against a real master in the middle of a run.
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kMarkup = "<script>alert(1)</script>";

class Probes : public testing::Test {
 protected:
  Probes()
      : web_port_(free_port()),
        fleet_({.test = source_path("examples/shop/shop.cpp"),
                .host = nginx_.url(),
                .slaves = 1,
                .arguments = {"-u", "20", "-r", "20", "--autostart", "--autoquit", "0", "-t", "9s",
                              "--data-dir", "data"},
                .web_port = web_port_}) {
    const auto started = fleet_.master().wait_for("all users spawned", 100s);
    EXPECT_TRUE(started) << fleet_.output();
  }

  /// What comes back for these bytes until the server ends the connection, or says no more.
  std::string exchange(const std::string& bytes) const {
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::address_v4::loopback(), web_port_});
    boost::system::error_code error;
    asio::write(socket, asio::buffer(bytes), error);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }
  std::string ask(const std::string& method, const std::string& target,
                  const std::string& headers = "") const {
    return exchange(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                    "Connection: close\r\n\r\n");
  }
  static std::size_t answers_in(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != std::string::npos; ++at) ++count;
    return count;
  }

  const Nginx nginx_;
  const std::uint16_t web_port_;
  Fleet fleet_;
};

TEST_F(Probes, FindNothingAndDisturbNothing) {
  for (const char* path : {"/.git/HEAD",
                           "/.git/config",
                           "/.svn/entries",
                           "/.env",
                           "/.htaccess",
                           "/.DS_Store",
                           "/.ssh/id_rsa",
                           "/server-status",
                           "/server-info",
                           "/nginx_status",
                           "/phpinfo.php",
                           "/index.php?page=../../../../etc/passwd",
                           "/wp-login.php",
                           "/xmlrpc.php",
                           "/admin/",
                           "/administrator/index.php",
                           "/phpmyadmin/",
                           "/manager/html",
                           "/actuator/env",
                           "/actuator/heapdump",
                           "/debug/pprof/",
                           "/debug/vars",
                           "/console",
                           "/shell",
                           "/cgi-bin/",
                           "/cgi-bin/test.cgi",
                           "/cgi-bin/.%2e/.%2e/.%2e/etc/passwd",
                           "/../../../../etc/passwd",
                           "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                           "/..%2f..%2f..%2fetc%2fpasswd",
                           "/..%252f..%252fetc%252fpasswd",
                           "/..%c0%af..%c0%afetc/passwd",
                           "/..\\..\\windows\\win.ini",
                           "//etc/passwd",
                           "/app.js/../../main.cpp",
                           "/app.js.map",
                           "/app.js%00.html",
                           "/index.html.bak",
                           "/backup.zip",
                           "/config.json",
                           "/data/",
                           "/data/runs/",
                           "/journal.sqlite",
                           "/runs/1.sqlite",
                           "/api/v1/runs/../../../../etc/passwd",
                           "/api/v1/runs/%2e%2e%2f%2e%2e%2fetc%2fpasswd/export",
                           "/api/v1/../../etc/passwd",
                           "/api/v1/",
                           "/api/v2/overview",
                           "/graphql",
                           "/crossdomain.xml",
                           "/WEB-INF/web.xml",
                           "/%ff%fe",
                           "/%",
                           "/?/../etc/passwd/x"}) {
    const std::string answer = ask("GET", path);
    if (std::string(path).starts_with("/?"))
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 200")) << path << ": a query does not choose a file";
    else
      EXPECT_THAT(answer, AnyOf(StartsWith("HTTP/1.1 400"), StartsWith("HTTP/1.1 403"),
                                StartsWith("HTTP/1.1 404")))
          << path;
    EXPECT_THAT(answer, Not(HasSubstr("root:"))) << path;
    EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: ")) << path;
    EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff")) << path;
    EXPECT_THAT(answer, Not(HasSubstr("Access-Control-Allow"))) << path;
    EXPECT_THAT(answer, Not(HasSubstr("Boost.Beast"))) << path << ": what it is made of";
  }
  for (const char* method : {"TRACE", "TRACK", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT",
                             "PROPFIND", "MKCOL", "DEBUG", "get", "JEFF"}) {
    const std::string answer = ask(method, "/stop", "X-Secret: echoed\r\n");
    EXPECT_THAT(answer, AnyOf(StartsWith("HTTP/1.1 400"), StartsWith("HTTP/1.1 405"))) << method;
    EXPECT_THAT(answer, Not(HasSubstr("echoed"))) << method;
  }
  for (const std::string& target :
       {std::string("/no") + kMarkup, std::string("/stats/requests?x=") + kMarkup,
        std::string("/stats/report?theme=") + kMarkup, std::string("/login?next=") + kMarkup,
        std::string("/login?next=%3Cscript%3Ealert(1)%3C/script%3E"),
        std::string("/api/v1/row?method=GET&name=") + kMarkup,
        std::string("/api/v1/runs/") + kMarkup, std::string("/api/v1/compare?a=") + kMarkup}) {
    const std::string answer = ask("GET", target, std::string("Referer: ") + kMarkup + "\r\n");
    const bool is_page = answer.find("Content-Type: text/html") != std::string::npos;
    EXPECT_FALSE(is_page && answer.find(kMarkup) != std::string::npos) << target;
  }
  // Headers cannot be made of what is asked for, nor does the server send anybody elsewhere.
  for (const char* target :
       {"/login?next=%0d%0aSet-Cookie:%20a=b", "/stats/report?download=1%0d%0aSet-Cookie:a=b",
        "/login?next=//evil.example/", "/login?next=https://evil.example/"}) {
    const std::string answer = ask("GET", target);
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie"))) << target;
    EXPECT_THAT(answer, Not(HasSubstr("Location: //"))) << target;
    EXPECT_THAT(answer, Not(HasSubstr("Location: http"))) << target;
  }
  // A request within a request is none.
  const std::string inner = "GET /stop HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const std::string& header :
       {std::string("Content-Length: 5\r\nContent-Length: 6\r\n"),
        std::string("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        std::string("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        std::string("Transfer-Encoding: xchunked\r\n"), std::string("Content-Length: +5\r\n"),
        std::string("Content-Length : 5\r\n"), std::string("Transfer-Encoding : chunked\r\n")}) {
    const std::string answer =
        exchange("POST /api/v1/plan/preview HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n" +
                 "0\r\n\r\n" + inner);
    EXPECT_THAT(answer, AnyOf(StartsWith("HTTP/1.1 400"), StartsWith("HTTP/1.1 501"))) << header;
    EXPECT_EQ(answers_in(answer), 1u) << header;
  }
  EXPECT_THAT(
      exchange("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(exchange("GET http://evil.example/stop HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
              StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(ask("GET", "/stop", "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403"));

  EXPECT_EQ(fleet_.wait(), 0) << fleet_.output();
  std::uint64_t seen = 0;
  for (const auto& [name, row] : nginx_.access_log()) seen += row.requests;
  std::uint64_t counted = 0;
  for (const auto& [name, row] : fleet_.results()) counted += row.requests + row.unknown;
  EXPECT_GT(seen, 100u);
  EXPECT_EQ(counted, seen);
}

}  // namespace
}  // namespace acrida::tests
