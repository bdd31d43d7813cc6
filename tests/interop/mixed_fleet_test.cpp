// A mixed fleet: Acrida slaves and Debian's real Locust workers of one master, two of them killed and replaced.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr double kAcridaReportSeconds = 1;
constexpr double kLocustReportSeconds = 3;
// A report may be on its way, and timers are late where others keep the machine busy.
constexpr double kReportTravelSeconds = 1;
// Divisible by 2, 3 and 4 in each class (24 and 12), so that even slaves have equal numbers.
constexpr std::uint64_t kUsers = 36;

double epoch_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// One master on the loopback address, where links are plain, and members that join it. A member's name goes
/// with each of its requests (tests/interop/fleet_member.*).
class MixedFleet : public testing::Test {
 protected:
  struct Plateau {
    std::size_t members;
    std::uint64_t readers, buyers;  // of each
  };

  void start_master(int expected) {
    master_ = std::make_unique<Process>(
        std::vector<std::string>{acrida_executable(), "master", "-f",
                                 source_path("tests/interop/fleet_member.cpp"), "-H", nginx_.url(),
                                 "-u", std::to_string(kUsers), "-r", "18", "-s", "5", "--autostart",
                                 "--web-port", std::to_string(web_port_), "--master-bind-port",
                                 port_, "--expect-slaves", std::to_string(expected)},
        ProcessOptions{.environment = environment_of("master")});
    ASSERT_TRUE(master_->wait_for("web UI at", 120s)) << output();
  }
  void add_acrida(const std::string& name) {
    add(name, {acrida_executable(), "slave", "--master-port", port_, "-f",
               source_path("tests/interop/fleet_member.cpp")});
  }
  void add_locust(const std::string& name) {
    add(name, {"/usr/bin/python3", source_path("tests/interop/locust.py"), "-f",
               source_path("tests/interop/fleet_member.py"), "--worker", "--master-host",
               "127.0.0.1", "--master-port", port_});
  }
  /// Returns when: seconds since the epoch.
  double kill(const std::string& name) {
    members_.at(name)->signal(SIGKILL);
    return epoch_seconds();
  }

  boost::json::value statistics() const {
    return boost::json::parse(http_get(url() + "/stats/requests").body);
  }
  /// Until each member has these users for a second and a half, as the master says.
  bool reaches(const Plateau& wanted) {
    const auto end = Clock::now() + 20s;
    for (auto since = Clock::now(); Clock::now() < end; std::this_thread::sleep_for(50ms)) {
      if (!is_at(wanted)) since = Clock::now();
      if (Clock::now() - since >= 1500ms) return true;
    }
    return false;
  }
  bool is_at(const Plateau& wanted) const {
    const boost::json::value users{{"Buyer", wanted.buyers}, {"Reader", wanted.readers}};
    const boost::json::value all = statistics();
    std::size_t present = 0;
    for (const auto& member : all.at("workers").as_array()) {
      if (member.at("state") == "missing") continue;
      ++present;
      if (member.at("user_classes_count") != users) return false;
    }
    return present == wanted.members && all.at("user_count") == kUsers;
  }
  bool stops() const {
    http_get(url() + "/stop", 30s);
    const auto end = Clock::now() + 20s;
    for (; Clock::now() < end; std::this_thread::sleep_for(50ms))
      if (statistics().at("state") == "stopped") return true;
    return false;
  }
  /// Requests by the member that has sent them.
  std::map<std::string, std::uint64_t> counted() const {
    std::map<std::string, std::uint64_t> requests;
    const boost::json::value all = statistics();
    for (const auto& row : all.at("stats").as_array())
      requests[boost::json::value_to<std::string>(row.at("name"))] +=
          row.at("num_requests").to_number<std::uint64_t>();
    return requests;
  }
  std::map<std::string, std::vector<AccessLine>> logged() const {
    nginx_.access_log();  // at rest
    std::map<std::string, std::vector<AccessLine>> lines;
    for (AccessLine& line : nginx_.lines()) lines[line.from].push_back(std::move(line));
    return lines;
  }
  /// Everything has ended by itself.
  void expect_clean_end() {
    master_->signal(SIGTERM);
    EXPECT_EQ(master_->wait(20s), 0) << output();
    for (const auto& [name, process] : members_) {
      const auto code = process->wait(10s);
      EXPECT_TRUE(code == 0 || code == 128 + SIGKILL) << name << output();
    }
  }
  std::string output() const {
    std::string text = "--- master\n" + master_->out() + master_->err();
    for (const auto& [name, process] : members_)
      text += "--- " + name + "\n" + process->out() + process->err();
    const boost::json::value all = statistics();
    return text + "--- slaves\n" + boost::json::serialize(all.at("workers")) + "\n--- errors\n" +
           boost::json::serialize(all.at("errors")) + "\n";
  }

  Nginx nginx_;

 private:
  static std::vector<std::string> environment_of(const std::string& name) {
    auto environment = test_environment();
    environment.push_back("FLEET_MEMBER=" + name);
    return environment;
  }
  void add(const std::string& name, const std::vector<std::string>& command) {
    members_[name] =
        std::make_unique<Process>(command, ProcessOptions{.environment = environment_of(name)});
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(web_port_); }

  std::uint16_t web_port_ = free_port();
  std::string port_ = std::to_string(free_port());
  std::unique_ptr<Process> master_;
  std::map<std::string, std::unique_ptr<Process>> members_;
};

/// Each user keeps a connection of its own, so these are the users that were started.
std::size_t connections(const std::vector<AccessLine>& lines, const std::string& request) {
  std::set<std::uint64_t> seen;
  for (const AccessLine& line : lines)
    if (line.request == request) seen.insert(line.connection);
  return seen.size();
}

/// How long before the kill the first request was answered that was not counted: what the log has beyond the
/// counted ones came after the last report. 0 when nothing is lost.
double lost_s(std::uint64_t counted, const std::vector<AccessLine>& lines, double killed_s) {
  std::vector<double> times_s;
  for (const AccessLine& line : lines) times_s.push_back(line.answered_s);
  std::sort(times_s.begin(), times_s.end());
  return counted < times_s.size() ? killed_s - times_s[counted] : 0;
}

TEST_F(MixedFleet, TotalsAreEqualThoughOneOfEachKindIsKilledAndReplaced) {
  start_master(4);
  const std::map<std::string, double> report_s{
      {"acrida-1", kAcridaReportSeconds}, {"acrida-2", kAcridaReportSeconds},
      {"acrida-3", kAcridaReportSeconds}, {"locust-1", kLocustReportSeconds},
      {"locust-2", kLocustReportSeconds}, {"locust-3", kLocustReportSeconds}};
  for (const std::string number : {"1", "2"}) {
    add_acrida("acrida-" + number);
    add_locust("locust-" + number);
  }
  ASSERT_TRUE(reaches({.members = 4, .readers = 6, .buyers = 3})) << output();
  const std::map<std::string, double> killed_s{{"acrida-2", kill("acrida-2")},
                                               {"locust-2", kill("locust-2")}};
  ASSERT_TRUE(reaches({.members = 2, .readers = 12, .buyers = 6})) << output();
  add_acrida("acrida-3");
  add_locust("locust-3");
  ASSERT_TRUE(reaches({.members = 4, .readers = 6, .buyers = 3})) << output();
  ASSERT_TRUE(stops()) << output();

  const boost::json::value all = statistics();
  EXPECT_EQ(all.at("acrida").at("unknown_requests"), 0) << output();
  EXPECT_EQ(all.at("acrida").at("lost_slaves"), 2) << output();
  EXPECT_EQ(all.at("acrida").at("garbage_frames"), 0) << output();
  EXPECT_EQ(all.at("fail_ratio").to_number<double>(), 0) << output();
  const auto counts = counted();
  const auto lines = logged();
  EXPECT_EQ(lines.size(), report_s.size());
  std::uint64_t sum = 0;
  for (const auto& [name, interval_s] : report_s) {
    ASSERT_TRUE(lines.contains(name)) << name << output();
    const std::uint64_t count = counts.contains(name) ? counts.at(name) : 0;
    const std::vector<AccessLine>& seen = lines.at(name);
    std::ostringstream figures;
    figures << count << " counted, " << seen.size() << " logged, "
            << connections(seen, "GET /items") << " readers and " << connections(seen, "GET /item")
            << " buyers started";
    sum += count;
    EXPECT_GT(seen.size(), 50u) << name << output();
    if (killed_s.contains(name)) {
      const double lost = lost_s(count, seen, killed_s.at(name));
      figures << ", the first lost one " << lost << " s before the kill";
      EXPECT_LE(count, seen.size()) << name << ": " << figures.str() << output();
      EXPECT_LE(lost, interval_s + kReportTravelSeconds)
          << name << ": " << figures.str() << output();
    } else {
      EXPECT_EQ(count, seen.size()) << name << ": " << figures.str() << output();
    }
    RecordProperty(name, figures.str());
  }
  EXPECT_EQ(counts.at("Aggregated"), sum);
  // They got the users of those that were killed, and gave some away; none was started again.
  for (const std::string survivor : {"acrida-1", "locust-1"}) {
    EXPECT_EQ(connections(lines.at(survivor), "GET /items"), 12u) << survivor << output();
    EXPECT_EQ(connections(lines.at(survivor), "GET /item"), 6u) << survivor << output();
  }
  expect_clean_end();
}

}  // namespace
}  // namespace acrida::tests
