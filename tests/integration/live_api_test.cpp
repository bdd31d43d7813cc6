// The API of a real master: a run from its start to its end, as a page sees it.
#include <functional>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 150; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

TEST(LiveApi, ARunIsSeenWhole) {
  Nginx nginx;
  const std::uint16_t port = free_port();
  Fleet fleet({.test = source_path("examples/shop/shop.cpp"),
               .host = nginx.url(),
               .slaves = 1,
               .arguments = {},
               .web_port = port});
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  const auto live = [&] {
    const HttpAnswer answer = http_get(url + "/api/v1/live?sort=rps&descending=1");
    return answer.status == 200 ? json::parse(answer.body).at("messages").as_array()
                                : json::array();
  };
  const auto tick = [&] {
    const json::array messages = live();
    return messages.empty() ? json::object() : messages.back().as_object();
  };
  ASSERT_TRUE(eventually([&] {
    const json::object now = tick();
    return now.contains("state") && now.at("state") == "running";  // it starts by itself
  }));
  // Without our header nothing is changed.
  const HttpAnswer foreign = http_post(url + "/api/v1/run/start", "{}", "application/json");
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(http_post(url + "/swarm", "user_count=5&spawn_rate=50").status, 200);
  ASSERT_TRUE(eventually([&] {
    const json::array messages = live();
    const json::object& points = messages.at(1).at("points").as_object();
    return points.at("p95_ms").as_array().size() >= 2 && messages.at(2).at("users") == 5;
  }));
  const json::array messages = live();
  EXPECT_EQ(messages.at(2).at("state"), "running");
  EXPECT_GE(messages.at(2).at("rows").as_array().size(), 1u);
  const std::string markers = json::serialize(messages.at(1).at("markers"));
  EXPECT_NE(markers.find("\"kind\":\"start\""), std::string::npos) << markers;
  EXPECT_NE(markers.find("\"kind\":\"spawned\""), std::string::npos) << markers;
  EXPECT_NE(http_get(url + "/api/v1/logs").body.find("all users spawned"), std::string::npos);
  http_get(url + "/stop");
  ASSERT_TRUE(eventually([&] { return tick().at("state") == "stopped"; }));
  const json::object last = tick();
  const json::value stats = json::parse(http_get(url + "/stats/requests").body);
  EXPECT_EQ(last.at("total").at(2), stats.at("stats").as_array().back().at("num_requests"));
}

}  // namespace
}  // namespace acrida::tests
