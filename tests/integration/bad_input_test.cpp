// Bad input to the commands: a clear line, the right exit code, nothing crashed, nothing lost.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ended {
  int code;
  std::string error;
};

Ended run(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{acrida_executable()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Process process(command, {.environment = test_environment()});
  const auto code = process.wait(std::chrono::seconds(90));
  return {code.value_or(-1), process.err()};
}

std::string user_source(const std::string& name) {
  return source_path("tests/integration/users/" + name + ".cpp");
}

TEST(BadTest, MissingFile) {
  const Ended ended = run({"run", "/nowhere/shop.cpp", "--headless"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, HasSubstr("/nowhere/shop.cpp: no such file"));
}

TEST(BadTest, NoSharedLibrary) {
  const TempDir directory;
  write_file(directory / "text.so",
             "this is no library, but long enough to hold an ELF header......");
  const Ended ended = run({"run", (directory / "text.so").string(), "--headless"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, HasSubstr("text.so: not a shared library"));
}

TEST(BadTest, LibraryWithoutATest) {
  const Ended ended =
      run({"run", std::filesystem::canonical("/lib/x86_64-linux-gnu/libm.so.6").string(),
           "--headless"});
  EXPECT_EQ(ended.code, 2) << ended.error;
}

TEST(BadTest, OfAnotherFingerprint) {
  const TempDir directory;
  const std::string library = (directory / "shop.so").string();
  ASSERT_EQ(run({"build", source_path("examples/shop/shop.cpp"), "-o", library}).code, 0);
  std::string bytes = read_file(library);
  std::size_t changed = 0;
  for (std::size_t at = bytes.find("acrida 0."); at != std::string::npos;
       at = bytes.find("acrida 0.", at + 1), ++changed)
    bytes[at + 7] = '9';
  ASSERT_GT(changed, 0u);
  write_file(library, bytes);
  const Ended ended = run({"run", library, "--headless"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, HasSubstr("built for another Acrida (it: acrida 9."));
}

TEST(BadTest, ThatDoesNotCompileShowsTheCompilersMessage) {
  const Ended ended = run({"run", user_source("does_not_compile"), "--headless"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, ContainsRegex("error: .*there_is_no_such_task"));
  EXPECT_THAT(ended.error, HasSubstr("does_not_compile.cpp: does not compile"));
}

TEST(BadTest, WithAConstructorThatThrows) {
  const Ended ended = run({"run", user_source("throws_in_constructor"), "--headless"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error,
              HasSubstr("user class Unmakeable: its constructor threw: no configuration"));
}

TEST(BadTest, IsRefusedByASlaveToo) {
  const Ended ended = run({"slave", "-f", "/nowhere/shop.so"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, HasSubstr("/nowhere/shop.so"));
}

TEST(UserCode, ThatThrowsIsReportedAndTheRunGoesOn) {
  const Nginx nginx;
  Fleet fleet({.test = user_source("throws"),
               .host = nginx.url(),
               .slaves = 1,
               .arguments = {"-u", "4", "-r", "4", "-t", "5s", "--csv", "throws"}});
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  const auto rows = fleet.results();
  const auto logged = nginx.access_log();
  EXPECT_GT(logged.at("GET /items").requests, 50u);
  EXPECT_EQ(rows.at("GET /items").requests, logged.at("GET /items").requests) << fleet.output();
  EXPECT_EQ(rows.at("GET /item").requests, 4u) << "on_stop of each user";
  const std::string exceptions = read_file(fleet.directory() / "throws_exceptions.csv");
  EXPECT_THAT(exceptions, HasSubstr("4,std::runtime_error: on_start fails once,Thrower::on_start"));
  EXPECT_THAT(exceptions, HasSubstr("4,std::runtime_error: on_stop fails,Thrower::on_stop"));
  EXPECT_THAT(exceptions, HasSubstr("std::out_of_range: every second task fails,Thrower::work"));
}

TEST(Host, ThatCannotBeReachedIsDataAndTheRunGoesOn) {
  Fleet fleet({.test = user_source("shopper"),
               .host = "http://127.0.0.1:" + std::to_string(free_port()),
               .slaves = 1,
               .arguments = {"-u", "5", "-r", "5", "-t", "4s", "--csv", "unreachable"}});
  EXPECT_EQ(fleet.wait(), 1) << fleet.output();
  const ResultRow row = fleet.results().at("GET /items");
  EXPECT_GT(row.requests, 20u);
  EXPECT_EQ(row.failures, row.requests);
  EXPECT_THAT(read_file(fleet.directory() / "unreachable_failures.csv"),
              HasSubstr("Couldn't connect to server: Connection refused"));
}

TEST(Port, InUseIsSaidWithARemedy) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto port = target.wait_for("listening on http://127.0.0.1:(\\d+)");
  ASSERT_TRUE(port);
  const Ended master =
      run({"master", "--headless", "-f", user_source("shopper"), "--master-bind-port", *port});
  EXPECT_EQ(master.code, 2);
  EXPECT_THAT(master.error, HasSubstr("127.0.0.1:" + *port +
                                      ": the port is in use: stop the process that listens there"));
  const Ended web =
      run({"master", "-f", user_source("shopper"), "--master-bind-port", "0", "-P", *port});
  EXPECT_EQ(web.code, 2);
  EXPECT_THAT(web.error, ContainsRegex("127.0.0.1:" + *port + ".*--web-port"));
  const Ended second = run({"target", "--port", *port});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.error, HasSubstr(*port));
}

TEST(Option, UnknownSaysWhatWasMeantAndBadValueWhatIsAllowed) {
  const Ended unknown = run({"run", "shop.cpp", "--headles"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.error, HasSubstr("--headless"));
  const Ended bad = run({"run", "shop.cpp", "--users", "many"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.error, ContainsRegex("--users.*many.*whole number"));
}

TEST(Slaves, ThatDoNotComeInTimeEndTheMaster) {
  const Ended ended =
      run({"master", "--headless", "-f", user_source("shopper"), "--master-bind-port", "0",
           "--expect-slaves", "2", "--expect-slaves-max-wait", "2"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, ContainsRegex("0 of 2 slaves"));
}

}  // namespace
}  // namespace acrida::tests
