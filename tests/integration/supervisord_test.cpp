// Supervisord: the shipped configuration keeps slaves alive and stops the machine.
#include <csignal>
#include <functional>
#include <memory>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/deployed.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
namespace json = boost::json;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++times;
  return times;
}

bool until(const std::function<bool()>& holds) {
  for (int i = 0; i < 900; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

/// A master, and a machine with four slaves under supervisord.
class Supervisord : public testing::Test {
 protected:
  void SetUp() override {
    if (!is_on_path("supervisord")) GTEST_SKIP() << "no supervisord: ./dev setup installs it";
    start_master();
    // Quotes are for values of the template's maker; those of a provider need none.
    write_file(machine_.etc() / "template.env",
               "ACRIDA_PROCS=4\nACRIDA_SHARDS=1\nACRIDA_LEAVE_AFTER=2m\nACRIDA_AUTOSTOP_IDLE=3s\n"
               "ACRIDA_AUTOSTOP_GRACE=1s\nACRIDA_AUTOSTOP_COMMAND='touch " +
                   stopped() + "'\n");
    write_file(machine_.etc() / "slave.env",
               "ACRIDA_MASTER_NODE_HOST=127.0.0.1\n"
               "ACRIDA_MASTER_NODE_PORT=" +
                   std::to_string(port_) + "\nACRIDA_MACHINE_ID=k-0\n");
    const std::string file = machine_.file("supervisord/supervisord.conf");
    supervisord_ = std::make_unique<Process>(
        std::vector<std::string>{machine_.file("slave_env"), "supervisord", "-n", "-c", file},
        ProcessOptions{.directory = machine_.path().string()});
  }
  void TearDown() override {
    if (!supervisord_) return;
    supervisord_->signal(SIGTERM);
    EXPECT_EQ(supervisord_->wait(60s), 0) << supervisord_->out();
    EXPECT_THAT(log(), Not(HasSubstr("FATAL")));
    EXPECT_EQ(count(log(), "; not expected"), killed_) << "exit codes\n" << log();
  }
  void start_master() {
    master_ = std::make_unique<Process>(
        std::vector<std::string>{acrida_executable(), "master", "-f",
                                 source_path("tests/integration/users/shopper.cpp"), "-H",
                                 nginx_.url(), "--master-bind-port", std::to_string(port_),
                                 "--web-port", std::to_string(web_port_)},
        ProcessOptions{.directory = machine_.path().string(), .environment = test_environment()});
    ASSERT_TRUE(master_->wait_for("web UI at", 120s)) << master_->err();
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(web_port_) + path;
  }
  std::size_t slaves_that_are(const std::string& state) const {
    const HttpAnswer answer = http_get(url("/stats/requests"));
    if (answer.status != 200) return 0;
    const json::value all = json::parse(answer.body);
    std::size_t found = 0;
    for (const json::value& slave : all.at("workers").as_array())
      found += json::value_to<std::string>(slave.at("state")) == state ? 1u : 0u;
    return found;
  }
  bool four_are(const std::string& state) const {
    return until([&] { return slaves_that_are(state) == 4; });
  }
  std::string ctl(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {"supervisorctl", "-c", machine_.file("supervisord/supervisord.conf")});
    Process process(words, {.merge_output = true});
    EXPECT_TRUE(process.wait(120s));
    return process.out();
  }
  std::string log() const { return read_file(machine_.log() / "supervisord.log"); }
  std::string slave_log(int number) const {
    return read_file(machine_.log() / ("slave-" + std::to_string(number) + ".log"));
  }
  std::string stopped() const { return (machine_.path() / "stopped").string(); }

  Deployed machine_;
  Nginx nginx_;
  std::uint16_t port_ = free_port();
  std::uint16_t web_port_ = free_port();
  std::unique_ptr<Process> master_;
  std::unique_ptr<Process> supervisord_;
  std::size_t killed_ = 0;  // slaves
};

TEST_F(Supervisord, SlavesJoinComeBackAndLeaveInOrder) {
  ASSERT_TRUE(four_are("ready")) << supervisord_->out() << slave_log(0);
  ASSERT_EQ(http_post(url("/swarm"), "user_count=8&spawn_rate=100").status, 200);
  ASSERT_TRUE(four_are("running")) << master_->err();
  const std::string killed = ctl({"pid", "acrida-slave:acrida-slave-2"});
  ASSERT_EQ(::kill(std::stoi(killed), SIGKILL), 0) << killed;
  killed_ = 1;
  ASSERT_TRUE(until([&] { return count(log(), "spawned: 'acrida-slave-2'") == 2; })) << log();
  ASSERT_TRUE(four_are("running")) << master_->err() << slave_log(2);
  ctl({"stop", "acrida-slave:*"});
  EXPECT_EQ(count(log(), "(exit status 0)"), 4u) << log();
  EXPECT_TRUE(until([&] { return count(master_->err(), " quit\n") == 4; })) << master_->err();
  EXPECT_EQ(count(ctl({"status"}), "STOPPED"), 4u);
}

TEST_F(Supervisord, AMasterThatIsAwayMakesNoneFatal) {
  ASSERT_TRUE(four_are("ready")) << supervisord_->out();
  master_->signal(SIGKILL);
  ASSERT_TRUE(master_->wait(10s));
  std::this_thread::sleep_for(4s);
  EXPECT_EQ(count(ctl({"status"}), "RUNNING"), 5u) << ctl({"status"});
  start_master();
  ASSERT_TRUE(four_are("ready")) << master_->err() << slave_log(0);
  // One that ends tells its slaves to, and they are started again.
  master_->signal(SIGTERM);
  ASSERT_TRUE(master_->wait(40s));
  ASSERT_TRUE(until([&] { return count(log(), "exit status 0; expected") == 4; })) << log();
  start_master();
  ASSERT_TRUE(four_are("ready")) << master_->err() << log();
}

TEST_F(Supervisord, TheMachineStopsWhenAllItsSlavesAreIdle) {
  ASSERT_TRUE(four_are("ready")) << supervisord_->out();
  ASSERT_EQ(http_post(url("/swarm"), "user_count=2&spawn_rate=100").status, 200);
  ASSERT_TRUE(until([&] {
    return read_file(machine_.log() / "autostop.log").find("a run is on here") != std::string::npos;
  }));
  std::filesystem::remove(stopped());  // as it may have been idle for long enough before
  std::this_thread::sleep_for(5s);
  EXPECT_FALSE(std::filesystem::exists(stopped())) << "two slaves of four have no users";
  ASSERT_EQ(http_get(url("/stop")).status, 200);
  EXPECT_TRUE(until([&] {
    return count(read_file(machine_.log() / "autostop.log"), "this machine stops now") > 0;
  })) << read_file(machine_.log() / "autostop.log");
}

TEST(SlaveEnv, BecomesTheUserThatThereIs) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  Deployed machine;
  write_file(machine.etc() / "slave.env", "ACRIDA_MACHINE_ID=k-0\n");
  const auto who = [&](const std::string& user) {
    Process process(
        {machine.file("slave_env"), "--as", user, "sh", "-c",
         "echo $(id -u) $ACRIDA_MACHINE_ID $ACRIDA_PROCS; test -w $XDG_STATE_HOME/acrida"});
    EXPECT_EQ(process.wait(10s), user == "nobody" ? 0 : 1) << process.err();
    return process.out();
  };
  EXPECT_EQ(who("no-such-user"), "0 k-0 1\n");
  EXPECT_EQ(who("nobody"), "65534 k-0 1\n");
}

}  // namespace
}  // namespace acrida::tests
