// Tests of what the integration tests stand on.
#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

TEST(Process, CapturesOutputAndExitCode) {
  Process process({"/bin/sh", "-c", "echo one; echo two >&2; pwd; echo $WORD; exit 3"},
                  {.directory = "/", .environment = {"WORD=blue"}});
  EXPECT_EQ(process.wait(5s), 3);
  EXPECT_EQ(process.out(), "one\n/\nblue\n");
  EXPECT_EQ(process.err(), "two\n");
}

TEST(Process, WaitsForLinesAndSignals) {
  Process process({"/bin/sh", "-c", "echo port 42; sleep 60"});
  EXPECT_EQ(process.wait_for("port (\\d+)"), "42");
  EXPECT_EQ(process.wait_for("never", 50ms), std::nullopt);
  EXPECT_TRUE(process.running());
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(5s), 128 + SIGTERM);
}

TEST(Process, EndsWithTheObject) {
  pid_t pid = 0;
  {
    const Process process({"/bin/sleep", "60"});
    pid = process.pid();
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(TempDir, EndsWithTheObject) {
  std::filesystem::path path;
  {
    const TempDir directory;
    path = directory.path();
    write_file(directory / "file", "text");
    EXPECT_EQ(read_file(directory / "file"), "text");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Nginx, CountsWhatItServes) {
  const Nginx nginx;
  EXPECT_THAT(nginx.access_log(), testing::IsEmpty());
  const auto items = http_get(nginx.url() + "/items");
  EXPECT_EQ(items.status, 200);
  http_get(nginx.url() + "/item?id=7");
  EXPECT_EQ(http_get(nginx.url() + "/missing").status, 404);
  EXPECT_EQ(http_get(nginx.url() + "/status-503").status, 503);
  EXPECT_EQ(http_post(nginx.url() + "/echo", "a=b").status, 200);
  const auto counts = nginx.access_log();
  EXPECT_EQ(counts.at("GET /items"), (AccessCount{1, 0, items.body.size()}));
  EXPECT_EQ(counts.at("GET /item").requests, 1U);
  EXPECT_EQ(counts.at("GET /missing").failures, 1U);
  EXPECT_EQ(counts.at("GET /status-503").failures, 1U);
  EXPECT_EQ(counts.at("POST /echo").requests, 1U);
}

TEST(Nginx, SlowTakesOneToThreeSeconds) {
  const Nginx nginx;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(http_get(nginx.url() + "/slow").body.size(), 30U * 1024);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GT(took, 1s);
  EXPECT_LT(took, 4s);
}

TEST(HttpGet, SaysWhyThereIsNoAnswer) {
  const auto answer = http_get("http://127.0.0.1:" + std::to_string(free_port()));
  EXPECT_EQ(answer.status, 0);
  EXPECT_NE(answer.error, "");
}

}  // namespace
}  // namespace acrida::tests
