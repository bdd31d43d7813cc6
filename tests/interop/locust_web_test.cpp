// One script for Locust's web routes: against Debian's real Locust, and against our master.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

/// Requests by name, as the script has them from the server.
boost::json::object drive(const std::string& web_url, const std::string& target_url) {
  Process script(
      {"/usr/bin/python3", source_path("tests/interop/web_script.py"), web_url, target_url});
  const auto code = script.wait(100s);
  EXPECT_EQ(code, 0) << script.out() << script.err();
  if (code != 0) return {};
  return boost::json::parse(script.out()).as_object();
}

TEST(LocustWeb, TheScriptDrivesLocust) {
  const Nginx nginx;
  const std::string port = std::to_string(free_port());
  Process locust({"/usr/bin/python3", source_path("tests/interop/locust.py"), "-f",
                  source_path("tests/interop/locustfile.py"), "--web-host", "127.0.0.1",
                  "--web-port", port, "--host", nginx.url()});
  ASSERT_TRUE(locust.wait_for("Starting web interface at", 30s)) << locust.err();
  const auto totals = drive("http://127.0.0.1:" + port, nginx.url());
  ASSERT_TRUE(totals.contains("/items")) << locust.err();
  // Requests that Locust cuts off at the stop are in nobody's numbers.
  EXPECT_LE(totals.at("/items").to_number<std::uint64_t>(),
            nginx.access_log().at("GET /items").requests);
}

TEST(LocustWeb, TheSameScriptDrivesUs) {
  const Nginx nginx;
  const TempDir directory;
  Process master(
      {acrida_executable(), "run", source_path("tests/interop/shopper.cpp"), "-H", nginx.url(),
       "--web-port", "0", "-s", "5", "--data-dir", (directory / "data").string()},
      {.directory = directory.path(), .environment = test_environment()});
  const auto url = master.wait_for("web UI at (http://\\S+)", 100s);
  ASSERT_TRUE(url) << master.err();
  ASSERT_TRUE(master.wait_for("1 connected", 20s)) << master.err();
  const auto totals = drive(*url, nginx.url());
  ASSERT_TRUE(totals.contains("/items")) << master.err();
  const auto log = nginx.access_log();
  EXPECT_EQ(totals.at("/items").to_number<std::uint64_t>(), log.at("GET /items").requests);
  EXPECT_EQ(totals.at("/missing").to_number<std::uint64_t>(), log.at("GET /missing").requests);
}

}  // namespace
}  // namespace acrida::tests
