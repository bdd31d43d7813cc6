// HTTP for tests: one request by libcurl, and a free port.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace acrida::tests {

struct HttpAnswer {
  long status = 0;  // 0: no answer, see error
  std::string body;
  std::string headers;  // as received
  std::string error;
};

///   EXPECT_EQ(http_get(url + "/stats/requests").status, 200);
///   http_post(url + "/swarm", "user_count=5&spawn_rate=1");
///   http_post(url + "/login", R"({"user":1})", "application/json");
HttpAnswer http_get(const std::string& url,
                    std::chrono::milliseconds timeout = std::chrono::seconds(10));
HttpAnswer http_post(const std::string& url, const std::string& body,
                     const std::string& content_type = "application/x-www-form-urlencoded",
                     std::chrono::milliseconds timeout = std::chrono::seconds(10));

/// A TCP port of the loopback address that was free a moment ago.
std::uint16_t free_port();

}  // namespace acrida::tests
