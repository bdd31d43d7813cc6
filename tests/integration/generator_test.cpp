// The verdict on the load generator itself: an idle slave, and one that gets a tenth of a core.
#include <array>
#include <fstream>
#include <numeric>
#include <sched.h>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "tests/support/fleet.hpp"
#include "tests/support/report_file.hpp"

namespace acrida::tests {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

namespace json = boost::json;

std::string test_path() {
  return source_path("tests/integration/users/generator.cpp");
}

json::value verdict_of(const Fleet& fleet) {
  return json::parse(read_file(fleet.directory() / "results_generator.json"));
}

/// The last core that this process may use.
int last_core() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  int last = 0;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) last = core;
  }
  return last;
}

/// Of the machine's cores, since the one before; the fields are those of proc(5).
class BusyShare {
 public:
  BusyShare() { take(); }
  double take() {
    std::ifstream file("/proc/stat");
    std::string name;
    file >> name;
    std::array<double, 8> ticks{};
    for (double& field : ticks) file >> field;
    const double all = std::accumulate(ticks.begin(), ticks.end(), 0.0);
    const double idle = ticks[3] + ticks[4];
    const double share = 1 - (idle - idle_) / (all - all_);
    all_ = all;
    idle_ = idle;
    return share;
  }

 private:
  double all_ = -1;
  double idle_ = 0;
};

// The machine may be busy with other things: one of three runs is enough to see it. When others
// keep it busy all the time, "valid" would be wrong.
TEST(Generator, AnIdleSlaveIsValid) {
  for (int attempt = 1;; ++attempt) {
    BusyShare busy;
    Fleet fleet({.test = test_path(),
                 .host = "",
                 .slaves = 1,
                 .arguments = {"-u", "10", "-r", "10", "-t", "5s", "--fail-on-invalid", "--html",
                               "report.html", "Idler"}});
    const auto code = fleet.wait();
    const json::value verdict = verdict_of(fleet);
    const bool is_valid = verdict.at("verdict") == "valid";
    if (!is_valid && attempt < 3) continue;
    if (!is_valid && busy.take() > 0.9) GTEST_SKIP() << "others keep the machine busy: " << verdict;
    EXPECT_EQ(code, 0) << fleet.output();
    EXPECT_EQ(verdict.at("verdict"), "valid") << verdict;
    EXPECT_GE(verdict.at("seconds").at("valid").to_number<int>(), 4) << verdict;
    EXPECT_EQ(verdict.at("slaves").at(0).at("verdict"), "valid") << verdict;
    const json::value& newest = verdict.at("slaves").at(0).at("newest");
    EXPECT_GT(newest.at("descriptors_used").to_number<int>(), 3) << verdict;
    EXPECT_GT(newest.at("cores").to_number<double>(), 0) << verdict;
    EXPECT_THAT(fleet.master().out(), HasSubstr("the load generator is valid: "));
    const auto run = tests::report_run(read_file(fleet.directory() / "report.html"));
    EXPECT_EQ(run.at("generator").at("verdict"), "valid");
    return;
  }
}

TEST(Generator, ASlaveWithATenthOfACoreIsInvalid) {
  const std::string core = std::to_string(last_core());
  Fleet fleet({.test = test_path(),
               .host = "",
               .slaves = 1,
               .arguments = {"-u", "6", "-r", "6", "-t", "10s", "--slave-timeout", "60",
                             "--fail-on-invalid", "Worker"},
               .slave_arguments = {},
               .slave_prefix = {"taskset", "-c", core}});
  ASSERT_TRUE(fleet.master().wait_for("is ready; 1 connected")) << fleet.output();
  std::vector<std::unique_ptr<Process>> loops;
  for (int i = 0; i < 9; ++i)
    loops.push_back(std::make_unique<Process>(
        std::vector<std::string>{"taskset", "-c", core, "sh", "-c", "while :; do :; done"}));
  EXPECT_EQ(fleet.wait(), 3) << fleet.output();
  loops.clear();
  const json::value verdict = verdict_of(fleet);
  EXPECT_EQ(verdict.at("verdict"), "invalid") << verdict;
  const json::value& finding = verdict.at("slaves").at(0).at("findings").at(0);
  EXPECT_EQ(finding.at("cause"), "starved") << verdict;
  EXPECT_EQ(finding.at("verdict"), "invalid") << verdict;
  EXPECT_THAT(
      json::value_to<std::string>(finding.at("text")),
      MatchesRegex(".* late: p99 .* ms in .*; it got only .* % of the CPU time that it asked "
                   "for, as other processes wanted its cores too .*"));
  EXPECT_THAT(fleet.master().out(), HasSubstr("the load generator is invalid: "));
  EXPECT_THAT(fleet.master().err(), HasSubstr("the load generator: slave ")) << "while it runs\n"
                                                                             << fleet.output();
  EXPECT_THAT(fleet.master().err(), HasSubstr("--fail-on-invalid: the load generator is invalid"));
}

}  // namespace
}  // namespace acrida::tests
