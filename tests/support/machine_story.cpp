// MachineStory: what a user does with machines of a provider, from the spawn to an empty list.
#include "tests/support/machine_story.hpp"

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http_question.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

bool until(const std::function<bool()>& holds) {
  for (int i = 0; i < 1'200; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

}  // namespace

std::uint16_t MachineStory::target_port() const {
  const std::string url = nginx_.url();
  return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

long MachineStory::post(const std::string& path, const std::string& body) const {
  return http_ask({.url = "http://127.0.0.1:" + std::to_string(web_port_) + "/api/v1/" + path,
                   .headers = {"X-Requested-With: acrida", "Content-Type: application/json"},
                   .form = body})
      .status;
}

std::string MachineStory::steps() const {
  const HttpAnswer answer =
      http_get("http://127.0.0.1:" + std::to_string(web_port_) + "/api/v1/machines");
  if (answer.status != 200) return answer.error + answer.body;
  std::string text;
  const json::value all = json::parse(answer.body);
  for (const json::value& one : all.at("machines").as_array()) {
    text += (text.empty() ? "" : " ") + json::value_to<std::string>(one.at("step"));
    if (one.at("error").is_object()) text += ": " + json::serialize(one.at("error"));
  }
  return text;
}

bool MachineStory::come_to(const std::string& expected) const {
  return until([&] { return steps() == expected; });
}

bool MachineStory::have_users(std::uint64_t users) const {
  return until([&] {
    const json::value all = json::parse(
        http_get("http://127.0.0.1:" + std::to_string(web_port_) + "/api/v1/machines").body);
    std::uint64_t sum = 0;
    for (const json::value& one : all.at("machines").as_array())
      sum += one.at("users").to_number<std::uint64_t>();
    return sum == users;
  });
}

void MachineStory::tell(const std::vector<std::string>& options, const std::string& stopped) {
  std::vector<std::string> command{acrida_executable(),
                                   "master",
                                   "-f",
                                   source_path("tests/integration/users/shopper.cpp"),
                                   "-H",
                                   nginx_.url(),
                                   "--master-bind-port",
                                   std::to_string(port_),
                                   "--web-port",
                                   std::to_string(web_port_),
                                   "--json-file",
                                   (directory_ / "results").string()};
  command.insert(command.end(), options.begin(), options.end());
  master_ = std::make_unique<Process>(
      command, ProcessOptions{.directory = directory_.path(),
                              .environment = {"XDG_CACHE_HOME=" ACRIDA_TEST_CACHE,
                                              "XDG_STATE_HOME=" + directory_.path().string()}});
  ASSERT_TRUE(master_->wait_for("web UI at", 60s)) << output();
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_EQ(post("machines/spawn", R"({"count":2,"key":"two"})"), 200);
  ASSERT_TRUE(come_to("ready ready")) << steps() << output();
  testing::Test::RecordProperty("spawn_to_ready_ms",
                                static_cast<int>((std::chrono::steady_clock::now() - begun) / 1ms));
  ASSERT_EQ(post("run/start", R"({"users":6,"spawn_rate":100})"), 200);
  ASSERT_TRUE(come_to("running running")) << steps() << output();
  ASSERT_TRUE(have_users(6));
  ASSERT_EQ(post("machines/stop", R"({"machine":"two-0"})"), 200);
  ASSERT_TRUE(come_to(stopped + " running")) << steps() << output();
  ASSERT_TRUE(have_users(6));
  if (stopped != "gone") {
    ASSERT_EQ(post("machines/retry", R"({"machine":"two-0"})"), 200);
    ASSERT_TRUE(come_to("running running")) << steps() << output();
    ASSERT_TRUE(have_users(6));
  }
  ASSERT_EQ(post("run/stop", "{}"), 200);
  master_->signal(SIGTERM);
  ASSERT_TRUE(master_->wait(60s)) << output();
  compare_counts();
}

void MachineStory::compare_counts() {
  std::uint64_t counted = 0, logged = 0;
  const json::value rows = json::parse(read_file(directory_ / "results.json"));
  for (const json::value& row : rows.as_array()) {
    counted += row.at("num_requests").to_number<std::uint64_t>();
    EXPECT_EQ(row.at("acrida").at("unknown").to_number<std::uint64_t>(), 0u);
  }
  for (const auto& [name, line] : nginx_.access_log()) logged += line.requests;
  EXPECT_GT(counted, 0u);
  EXPECT_EQ(counted, logged);
}

}  // namespace acrida::tests
