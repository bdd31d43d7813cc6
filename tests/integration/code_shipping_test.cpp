// Code shipping: slaves that were given no test get it from the master, once, and nothing else.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/code_messages.hpp"
#include "tests/support/fake_desk.hpp"
#include "tests/support/fake_slave.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/shipped_test.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string executable() {
  return acrida_executable();
}

/// A slave with nothing but its executable and the master's port.
struct Slave {
  Slave(std::uint16_t port, const fs::path& cache, std::vector<std::string> options = {})
      : Slave(command(port, std::move(options)), cache) {}
  Slave(const std::vector<std::string>& words, const fs::path& cache)
      : process(words, {.directory = elsewhere.path(),
                        .environment = {"XDG_CACHE_HOME=" + cache.string(),
                                        "HOME=" + elsewhere.path().string()}}) {}

  static std::vector<std::string> command(std::uint16_t port, std::vector<std::string> options) {
    std::vector<std::string> words{executable(), "slave", "--master-port", std::to_string(port)};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }

  TempDir elsewhere;
  Process process;
};

class CodeShipping : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { test_ = new ShippedTest; }
  static void TearDownTestSuite() { delete test_; }

  /// Waits for slaves and a start by hand.
  std::unique_ptr<Process> start_master(const fs::path& test) {
    auto master = std::make_unique<Process>(
        std::vector<std::string>{executable(), "master", "-f", test, "-H", "http://127.0.0.1:1",
                                 "--master-bind-port", std::to_string(port_), "--web-port",
                                 std::to_string(free_port())},
        ProcessOptions{.environment = test_environment()});
    if (!master->wait_for("web UI at", 120s)) throw std::runtime_error(master->err());
    return master;
  }

  /// The test, with so many random bytes after its end, which no loader reads.
  fs::path large_test(std::size_t bytes) {
    const fs::path path = folder_ / "large.so";
    fs::copy_file(test_->library(), path);
    std::ofstream file(path, std::ios::binary | std::ios::app);
    std::mt19937_64 random(7);
    std::string block(1u << 20, '\0');
    for (std::size_t written = 0; written < bytes; written += block.size()) {
      for (std::size_t i = 0; i < block.size(); i += sizeof(std::uint64_t)) {
        const std::uint64_t word = random();
        std::memcpy(&block[i], &word, sizeof word);
      }
      file << block;
    }
    return path;
  }

  /// What lies in parts/, all together.
  std::uint64_t part_bytes() const {
    std::uint64_t sum = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(cache() / "acrida/code/parts", error))
      sum += entry.file_size(error);
    return sum;
  }
  fs::path cache() const { return folder_ / "cache"; }

  /// What the master has sent to the slave that it says this of, in the order of its log.
  static std::vector<std::uint64_t> bytes_sent(const Process& master) {
    std::vector<std::uint64_t> sent;
    std::istringstream lines(master.err());
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = line.find("has the test: ");
      if (at != std::string::npos) sent.push_back(std::stoull(line.substr(at + 14)));
    }
    return sent;
  }

  static ShippedTest* test_;
  TempDir folder_;
  std::uint16_t port_ = free_port();
};
ShippedTest* CodeShipping::test_ = nullptr;

TEST_F(CodeShipping, SlavesRunWhatTheyWereSentAndNothingElse) {
  const Nginx nginx;
  const fs::path moved = folder_ / "moved";
  fs::copy(test_->folder(), folder_ / "test", fs::copy_options::recursive);
  const auto master_command = [&] {
    return std::vector<std::string>{executable(),
                                    "master",
                                    "-f",
                                    folder_ / "test/shipped.so",
                                    "-H",
                                    nginx.url(),
                                    "--headless",
                                    "--only-summary",
                                    "-u",
                                    "20",
                                    "-r",
                                    "20",
                                    "-t",
                                    "4s",
                                    "--expect-slaves",
                                    "2",
                                    "--master-bind-port",
                                    std::to_string(port_),
                                    "--json-file",
                                    folder_ / "results"};
  };
  Process master(master_command(), {.environment = test_environment()});
  ASSERT_TRUE(master.wait_for("slaves connect to", 60s)) << master.err();
  test_->hide();  // what the slaves have is not from where it was built
  fs::rename(folder_ / "test", moved);
  Slave first(port_, folder_ / "first");
  Slave second(port_, folder_ / "second");
  const auto code = master.wait(60s);
  first.process.wait(10s);
  second.process.wait(10s);
  test_->show();
  EXPECT_EQ(code, 0) << master.err() << first.process.err();
  const auto log = nginx.access_log();
  ASSERT_TRUE(log.contains("GET /item")) << master.err() << first.process.err();
  const std::uint64_t logged = log.at("GET /item").requests;
  EXPECT_GT(logged, 1000u);
  const std::string results = read_file(folder_ / "results.json");
  EXPECT_THAT(results, HasSubstr("/item olleh")) << "the library has turned the file's word round";
  EXPECT_THAT(results, ContainsRegex("\"num_requests\": ?" + std::to_string(logged) + "[,}]"));
  EXPECT_THAT(first.process.err(), HasSubstr("is here, with all its files"));
}

TEST_F(CodeShipping, ASlaveThatIsKilledGoesOnWhereItWas) {
  const fs::path test = large_test(128u << 20);
  const auto master = start_master(test);
  {
    Slave slave(port_, cache());
    while (part_bytes() < (10u << 20) && slave.process.running()) std::this_thread::sleep_for(1ms);
    slave.process.signal(SIGKILL);
    slave.process.wait(10s);
  }
  const std::uint64_t there = part_bytes();
  ASSERT_GE(there, 10u << 20);
  ASSERT_LT(there, fs::file_size(test)) << "it was killed too late";
  Slave slave(port_, cache());
  ASSERT_TRUE(master->wait_for("1 connected", 60s)) << master->err() << slave.process.err();
  const auto sent = bytes_sent(*master);
  ASSERT_EQ(sent.size(), 1u) << master->err();
  EXPECT_EQ(sent[0], fs::file_size(test) - there + test_->further_bytes());
}

TEST_F(CodeShipping, AMasterThatIsKilledCostsNothingThatWasSent) {
  const fs::path test = large_test(128u << 20);
  auto master = start_master(test);
  Slave slave(port_, cache());
  while (part_bytes() < (10u << 20) && slave.process.running()) std::this_thread::sleep_for(1ms);
  master->signal(SIGKILL);
  master->wait(10s);
  const std::uint64_t there = part_bytes();
  ASSERT_LT(there, fs::file_size(test)) << "it was killed too late";
  master = start_master(test);
  ASSERT_TRUE(master->wait_for("1 connected", 60s)) << master->err() << slave.process.err();
  const auto sent = bytes_sent(*master);
  ASSERT_EQ(sent.size(), 1u) << master->err();
  // What was on its way then may have come, or be sent twice.
  EXPECT_NEAR(static_cast<double>(sent[0]),
              static_cast<double>(fs::file_size(test) - there + test_->further_bytes()),
              4 * wire::kMaxChunkBytes);
}

TEST_F(CodeShipping, SlavesThatShareACacheFetchOnce) {
  const fs::path test = large_test(16u << 20);
  const auto master = start_master(test);
  Slave first(port_, cache());
  Slave second(port_, cache());
  Slave third(port_, cache());
  ASSERT_TRUE(master->wait_for("3 connected", 60s)) << master->err() << first.process.err();
  std::uint64_t sum = 0;
  for (const std::uint64_t bytes : bytes_sent(*master)) sum += bytes;
  EXPECT_EQ(sum, fs::file_size(test) + test_->further_bytes()) << master->err();
}

TEST_F(CodeShipping, WhatIsBrokenInTheCacheIsFetchedAgain) {
  const auto master = start_master(test_->library());
  {
    Slave slave(port_, cache());
    ASSERT_TRUE(master->wait_for("1 connected", 60s)) << master->err() << slave.process.err();
  }
  const fs::path broken = cache() / "acrida/code/files" / test_->hash_of_library();
  ASSERT_TRUE(fs::exists(broken));
  fs::permissions(broken, fs::perms::owner_all);
  std::fstream(broken, std::ios::in | std::ios::out | std::ios::binary).seekp(5000) << "broken";
  Slave slave(port_, cache());
  ASSERT_TRUE(slave.process.wait_for("registered with the master", 60s)) << slave.process.err();
  EXPECT_THAT(slave.process.err(), HasSubstr("shipped.so is broken: it is fetched again"));
  ASSERT_TRUE(master->wait_for("index 1\\) is ready", 20s)) << master->err();
  const auto sent = bytes_sent(*master);
  ASSERT_EQ(sent.size(), 2u) << master->err();
  EXPECT_EQ(sent[1], fs::file_size(test_->library())) << "and nothing else";
}

TEST_F(CodeShipping, APluginDirIsTheOnlySource) {
  const auto master = start_master(test_->library());
  const fs::path plugins = folder_ / "plugins";
  fs::create_directory(plugins);
  Slave slave(port_, cache(), {"--plugin-dir", plugins});
  ASSERT_TRUE(slave.process.wait_for("has not the master's shipped.so", 30s))
      << slave.process.err();
  EXPECT_TRUE(fs::is_empty(plugins));
  EXPECT_FALSE(fs::exists(cache()));
  EXPECT_TRUE(bytes_sent(*master).empty());
  test_->copy_to(plugins);
  EXPECT_TRUE(slave.process.wait_for("registered with the master", 60s)) << slave.process.err();
  EXPECT_THAT(master->err(), Not(HasSubstr("fetches the test")));
}

TEST_F(CodeShipping, ATestThatDoesNotFitIsNotFetched) {
  const auto master = start_master(large_test(2u << 20));
  Slave slave(port_, cache(), {"--code-cache", "1M"});
  EXPECT_TRUE(slave.process.wait_for("see --code-cache", 30s)) << slave.process.err();
  EXPECT_EQ(part_bytes(), 0u);
}

TEST_F(CodeShipping, ANewVersionIsFetchedWithoutBeingTold) {
  auto master = start_master(test_->library());
  Slave slave(port_, cache());
  ASSERT_TRUE(master->wait_for("1 connected", 60s)) << master->err();
  master->signal(SIGKILL);
  master->wait(10s);
  const fs::path test = large_test(1u << 20);
  master = start_master(test);
  EXPECT_TRUE(master->wait_for("has the test", 60s)) << master->err() << slave.process.err();
  EXPECT_TRUE(slave.process.wait_for("large.so is here", 20s)) << slave.process.err();
  EXPECT_EQ(bytes_sent(*master), std::vector<std::uint64_t>{fs::file_size(test)})
      << "what both versions have is not sent again";
}

TEST_F(CodeShipping, UsersWaitForTheCodeOfTheMasterThatWantsThem) {
  auto master = start_master(test_->library());
  Slave slave(port_, cache());
  ASSERT_TRUE(master->wait_for("1 connected", 60s)) << master->err();
  master->signal(SIGKILL);  // often before its answer: then the next one gets the same hello
  master->wait(10s);
  const Nginx nginx;
  Process next({executable(), "master", "-f", large_test(64u << 20), "-H", nginx.url(),
                "--headless", "--only-summary", "-u", "2", "-r", "2", "-t", "9s",
                "--master-bind-port", std::to_string(port_), "--json-file", folder_ / "results"},
               {.environment = test_environment()});
  EXPECT_EQ(next.wait(90s), 0) << next.err() << slave.process.err();
  const auto log = nginx.access_log();
  ASSERT_TRUE(log.contains("GET /item")) << next.err() << slave.process.err();
  EXPECT_THAT(
      read_file(folder_ / "results.json"),
      ContainsRegex("\"num_requests\": ?" + std::to_string(log.at("GET /item").requests) + "[,}]"));
  EXPECT_THAT(next.err(), Not(HasSubstr("did not start")));
}

TEST_F(CodeShipping, TheMasterSendsNothingButItsTest) {
  const auto master = start_master(test_->library());
  FakeSlave stranger(port_, "stranger_1");
  stranger.send_frames({wire::encode(
      wire::ToCodeDesk(wire::ChunkWanted{std::string(64, 'd'), 0, 1}), "stranger_1")});
  EXPECT_TRUE(master->wait_for("stranger_1.*asks for a file that is not of the test", 20s))
      << master->err();
  EXPECT_FALSE(stranger.receive(500ms));
}

TEST(CodeShippingTrust, ASlaveTakesNoCodeOverALinkThatAnybodyCouldUse) {
  const TempDir cache;
  Slave slave({executable(), "slave", "--master-host", "192.0.2.1"}, cache.path());
  EXPECT_EQ(slave.process.wait(20s), 2);
  EXPECT_THAT(slave.process.err(),
              ContainsRegex("192.0.2.1 is another machine: give --master-key.*--insecure"));
  EXPECT_TRUE(fs::is_empty(cache.path()));
}

TEST(CodeShippingTrust, ATestOfAnotherBuildIsOneLine) {
  const TempDir folder;
  const ShippedTest test;
  // Same length: the file is whole, its fingerprint is that of another SDK.
  std::string content = read_file(test.library());
  const std::size_t at = content.find(" sdk ", content.find("acrida 0.1.0"));
  ASSERT_NE(at, std::string::npos);
  content.replace(at + 5, 4, "beef");
  FakeDesk desk("other.so", content);
  Slave slave(desk.port(), folder / "cache");
  EXPECT_TRUE(desk.serve_until([&] {
    return slave.process.err().find("built for another Acrida") != std::string::npos;
  })) << slave.process.err();
  EXPECT_TRUE(slave.process.running()) << "it waits for a better one";
  EXPECT_FALSE(desk.was_greeted()) << "it has not registered";
}

}  // namespace
}  // namespace acrida::tests
