// Authoring: what `new` and `import` make is built and runs.
#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

struct Ended {
  int code = -1;
  std::string out;
  std::string error;
};

Ended run(const std::vector<std::string>& command, const std::string& directory = "") {
  Process process(command, {.directory = directory, .environment = test_environment()});
  const auto code = process.wait(std::chrono::seconds(100));
  return {code.value_or(-1), process.out(), process.err()};
}

TEST(New, MakesAFolderThatAcridaAndCMakeBuild) {
  const TempDir folder;
  const Ended made = run({acrida_executable(), "new", "my-shop"}, folder.path());
  ASSERT_EQ(made.code, 0) << made.error;
  const Ended listed = run({acrida_executable(), "list", "my-shop"}, folder.path());
  ASSERT_EQ(listed.code, 0) << listed.error;
  EXPECT_THAT(listed.out, HasSubstr("    MyShopUser  weight 1\n"));
  const std::string inside = folder / "my-shop";
  const Ended built =
      run({"sh", "-c", "cmake -G Ninja -B build && cmake --build build && ctest --test-dir build"},
          inside);
  EXPECT_EQ(built.code, 0) << built.out << built.error;
  EXPECT_THAT(built.out, ContainsRegex("tests passed, 0 tests failed out of 2"));
  EXPECT_TRUE(fs::exists(inside + "/build/compile_commands.json"));

  const Ended again = run({acrida_executable(), "new", "my-shop"}, folder.path());
  EXPECT_EQ(again.code, 2);
  EXPECT_EQ(again.error, "acrida: my-shop: is there already; choose another name\n");
  EXPECT_EQ(run({acrida_executable(), "new", "7 shops"}, folder.path()).code, 2);
}

/// Imports into a file of the folder and returns its path.
std::string import_into(const TempDir& folder, const std::string& format, const std::string& file) {
  const std::string test = folder / "imported.cpp";
  const Ended imported = run({acrida_executable(), "import", format,
                              source_path("tests/integration/imports/" + file), "-o", test});
  EXPECT_EQ(imported.code, 0) << imported.error;
  return test;
}

TEST(Import, OfARecordingSendsExactlyWhatWasRecorded) {
  const TempDir folder;
  const std::string test = import_into(folder, "har", "shop.har");
  const Nginx nginx;
  const Ended visit = run({acrida_executable(), "debug", test, "-H", nginx.url(), "-n", "1"});
  EXPECT_THAT(visit.out, HasSubstr("7 requests, ")) << visit.error;
  std::map<std::string, std::uint64_t> logged;
  for (const auto& [name, count] : nginx.access_log()) logged[name] = count.requests;
  const std::map<std::string, std::uint64_t> recorded{
      {"GET /", 1}, {"GET /items", 1}, {"GET /item", 2}, {"POST /login", 2}, {"POST /echo", 1}};
  EXPECT_EQ(logged, recorded);
  EXPECT_THAT(visit.out, ContainsRegex("GET +/item.id=.id. "));
}

TEST(Import, OfAnApiCallsEveryOperationAndExpectsItsStatus) {
  const TempDir folder;
  const std::string test = import_into(folder, "openapi", "shop_api.yaml");
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  const Ended ended = run({acrida_executable(), "run", test, "-H", url.value_or(""), "--headless",
                           "-u", "40", "-r", "100", "-t", "4s", "--only-summary"});
  EXPECT_EQ(ended.code, 1) << "as deleting does not answer what the description says";
  for (const char* row : {"GET +/items +[0-9]+ +0", "GET +/item +[0-9]+ +0",
                          "GET +/status/.code. +[0-9]+ +0", "POST +/login +[0-9]+ +0",
                          "POST +/echo +[0-9]+ +0", "DELETE /status/.code.: the status is not 204"})
    EXPECT_THAT(ended.out, ContainsRegex(row)) << ended.error;
}

TEST(Import, OfWhatIsNoneIsOneLine) {
  const TempDir folder;
  write_file(folder / "x.har", "no JSON");
  const Ended ended = run({acrida_executable(), "import", "har", folder / "x.har"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, ContainsRegex("^acrida: .*x.har: it is no JSON [^\n]*\n$"));
  write_file(folder / "there.cpp", "mine");
  const Ended kept =
      run({acrida_executable(), "import", "har", source_path("tests/integration/imports/shop.har"),
           "-o", folder / "there.cpp"});
  EXPECT_EQ(kept.code, 2);
  EXPECT_EQ(read_file(folder / "there.cpp"), "mine");
}

TEST(Precompiled, AHeaderMayBeIncludedAgain) {
  const TempDir folder;
  write_file(folder / "page.hpp", "#include <acrida/http.hpp>\n#include <acrida/json.hpp>\n");
  write_file(folder / "again.cpp", "#include <acrida/http.hpp>\n#include \"page.hpp\"\n" +
                                       read_file(source_path("examples/shop/shop.cpp")));
  const Ended built = run({acrida_executable(), "build", folder / "again.cpp"});
  EXPECT_EQ(built.code, 0) << built.error;
  EXPECT_THAT(built.error, ::testing::Not(HasSubstr("warning")));
}

TEST(Debug, PrintsEachRequestOfOneUserAndEndsAfterItsTasks) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  const Ended ended = run({acrida_executable(), "debug", source_path("examples/shop/shop.cpp"),
                           "Shopper", "-H", *url, "-n", "4"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_THAT(ended.out, ContainsRegex("^POST +/login +[0-9.]+ ms +[0-9]+ bytes  ok\n"));
  EXPECT_THAT(ended.out, HasSubstr("5 requests, 0 failed, 0 exceptions\n"));
  const Ended unknown =
      run({acrida_executable(), "debug", source_path("examples/shop/shop.cpp"), "Thief"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.error, HasSubstr("the test has no user class Thief"));
}

TEST(Debug, TakesTheArgumentsOfTheTest) {
  const std::string test = source_path("tests/integration/users/arguments.cpp");
  EXPECT_THAT(run({acrida_executable(), "list", test}).out,
              HasSubstr("    --page-size  default 20  Items per page\n"));
  const Ended ended = run({acrida_executable(), "debug", test, "-H", "http://127.0.0.1:1", "-n",
                           "1", "--api-key", "x", "--page-size", "7"});
  EXPECT_THAT(ended.out, HasSubstr("7 0.50 eu cached a b key of 1")) << ended.error;
  const Ended missing = run({acrida_executable(), "debug", test, "-n", "1"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.error, HasSubstr("the test needs a value for --api-key"));
}

TEST(Debug, HasTestDataMetricsTransactionsAndHooks) {
  Process target({acrida_executable(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  const auto debugged = [&](const std::string& example) {
    const std::string test = source_path("examples/" + example + "/" + example + ".cpp");
    const Ended ended = run({acrida_executable(), "debug", test, "-H", *url, "-n", "20"});
    EXPECT_EQ(ended.code, 0) << ended.error << ended.out;
    return ended.out;
  };
  EXPECT_THAT(debugged("data"), HasSubstr("/items"));
  EXPECT_THAT(debugged("transactions"), AllOf(ContainsRegex("COUNT +orders +1 "),
                                              ContainsRegex("TRANSACTION +purchase .* ok")));
  EXPECT_THAT(debugged("messages"), HasSubstr("message sale to the master, "));
}

TEST(Debug, PrintsExceptionsAndEndsOnCtrlC) {
  Process debug({acrida_executable(), "debug", source_path("tests/integration/users/throws.cpp"),
                 "-H", "http://127.0.0.1:1"},
                {.environment = test_environment()});
  ASSERT_TRUE(debug.wait_for("EXCEPTION in Thrower::on_start: std::runtime_error: on_start fails",
                             std::chrono::seconds(60)))
      << debug.err();
  ASSERT_TRUE(debug.wait_for("GET +/items .* FAILED: Couldn't connect"));
  debug.signal(SIGINT);
  EXPECT_EQ(debug.wait(std::chrono::seconds(10)), 1);
  EXPECT_THAT(debug.out(), HasSubstr("EXCEPTION in Thrower::on_stop"));
}

}  // namespace
}  // namespace acrida::tests
