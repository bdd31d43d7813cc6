// Hostile links: who gets in on an encrypted link, who does not, and what those who try change.
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_slave.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/recording_proxy.hpp"
#include "tests/support/secure_fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> run_of(const char* run_time, const char* slaves = "2") {
  return {"--headless", "-u", "20", "-r", "20", "-t", run_time, "--expect-slaves", slaves};
}

class HostileLink : public ::testing::Test {
 protected:
  /// Its users' requests fail by intention.
  static constexpr int kExitCode = 1;

  void check_end(SecureFleet& fleet) {
    EXPECT_EQ(fleet.master().wait(60s), kExitCode) << fleet.output();
    EXPECT_EQ(fleet.counted(), requests_in(nginx)) << fleet.output();
    EXPECT_THAT(fleet.master().err(), Not(HasSubstr("is missing"))) << fleet.output();
  }

  Nginx nginx;
};

TEST_F(HostileLink, EnrolledSlavesRunExactly) {
  SecureFleet fleet(nginx.url(), run_of("3s", "3"));
  fleet.add_slave("one");
  fleet.add_slave("two");
  ASSERT_TRUE(fleet.slave(0).wait_for("enrolled at the master")) << fleet.output();
  for (const char* file : {"environ", "cmdline"})
    EXPECT_THAT(read_file("/proc/" + std::to_string(fleet.slave(0).pid()) + "/" + file),
                Not(HasSubstr(fleet.token())));
  fleet.add_slave("one", {}, false);  // another process of a machine that is known
  check_end(fleet);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(fleet.slave(i).wait(20s), 0) << fleet.output();
  EXPECT_THAT(fleet.master().err(), HasSubstr("as number 2"));
  EXPECT_THAT(fleet.slaves({"list"}), AllOf(HasSubstr("\n1 "), HasSubstr("\n2 ")));
  EXPECT_THAT(fleet.output(), Not(HasSubstr(fleet.token()))) << "secrets stay out of logs";
  EXPECT_THAT(fleet.slaves({"token", "--master-host", "10.0.0.7", "--master-port", "99"}),
              AllOf(HasSubstr("ACRIDA_ENROLMENT_TOKEN=" + fleet.token()),
                    HasSubstr("--master-host 10.0.0.7 --master-port 99 --master-key " +
                              fleet.master_key())));
}

TEST_F(HostileLink, PeersWithoutTheRightKeysGetNothing) {
  const std::uint16_t web_port = free_port();
  SecureFleet fleet(nginx.url(), {"--web-port", std::to_string(web_port)});
  FakeSlave plain(fleet.port(), "plain_1");
  plain.send(wire::ClientReady{"", true});
  const link::CurveKeys stranger = link::make_curve_keys().value();
  FakeSlave unknown(fleet.port(), "unknown_1", link::CurveClient{stranger, fleet.master_key()});
  unknown.send(wire::ClientReady{"", true});
  FakeSlave misled(fleet.port(), "misled_1", link::CurveClient{stranger, stranger.public_key});
  misled.send(wire::ClientReady{"", true});
  // Who has the token may enrol, and nothing else.
  FakeSlave guest(
      fleet.port(), "guest_1",
      link::CurveClient{link::curve_keys_of(fleet.token()).value(), fleet.master_key()});
  guest.send(wire::ClientReady{"", true});
  for (FakeSlave* peer : {&plain, &unknown, &misled, &guest})
    EXPECT_FALSE(peer->receive(500ms)) << fleet.output();

  Process& without_token = fleet.add_slave("without-token", {}, false);
  EXPECT_EQ(without_token.wait(60s), 2) << fleet.output();
  EXPECT_THAT(without_token.err(), HasSubstr("does not know this machine's key"));
  Process& wrong_key =
      fleet.add_slave("wrong-key", {"--master-key", link::make_curve_keys().value().public_key});
  EXPECT_TRUE(wrong_key.wait_for("no handshake with the master .* check --master-key"));
  Process no_key({acrida_executable(), "slave", "--master-port", std::to_string(fleet.port())},
                 {.environment = test_environment()});
  EXPECT_TRUE(no_key.wait_for("if it is encrypted, give --master-key"));

  EXPECT_EQ(http_get("http://127.0.0.1:" + std::to_string(web_port) + "/worker-count").body,
            R"({"worker_count":0})");
  EXPECT_THAT(fleet.master().err(),
              AllOf(HasSubstr("ignored a bad frame from 127.0.0.1: its key is not enrolled"),
                    HasSubstr("a slave that enrols: type is not acrida_enrol")));
  EXPECT_THAT(fleet.slaves({"list"}), Not(HasSubstr("\n1 ")));
}

TEST_F(HostileLink, AnOldTokenIsVoid) {
  SecureFleet fleet(nginx.url(), {"--web-port", "0"});
  fleet.add_slave("one");
  ASSERT_TRUE(fleet.wait_for_slaves(1)) << fleet.output();
  const std::string old = fleet.token();
  const std::string shown = fleet.slaves({"token", "--new"});
  EXPECT_THAT(shown, AllOf(HasSubstr(fleet.token()), Not(HasSubstr(old))));
  std::this_thread::sleep_for(2s);  // the master looks each second
  const TempDir directory;
  const std::string file = (directory / "token").string();
  write_file(file, old + "\n");
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  Process& late = fleet.add_slave("late", {"--enrolment-token-file", file}, false);
  EXPECT_EQ(late.wait(60s), 2) << fleet.output();
  EXPECT_THAT(late.err(), HasSubstr("and not this enrolment token"));
  Process& known = fleet.add_slave("one", {"--enrolment-token-file", file}, false);
  EXPECT_TRUE(known.wait_for("registered with the master")) << "an old token does no harm";
  fleet.add_slave("new");
  EXPECT_TRUE(fleet.wait_for_slaves(3)) << fleet.output();
}

TEST_F(HostileLink, ARevokedSlaveIsGoneAndItsUsersMove) {
  const std::uint16_t web_port = free_port();
  const std::string url = "http://127.0.0.1:" + std::to_string(web_port);
  SecureFleet fleet(nginx.url(), {"--autostart", "-u", "20", "-r", "20", "--expect-slaves", "2",
                                  "--web-port", std::to_string(web_port)});
  Process& one = fleet.add_slave("one");
  ASSERT_TRUE(fleet.wait_for_slaves(1)) << fleet.output();
  fleet.add_slave("two");
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::this_thread::sleep_for(2s);
  const auto now = [&] { return boost::json::parse(http_get(url + "/stats/requests").body); };
  const auto total = [](const boost::json::value& document) {
    return document.at("stats").as_array().back().at("num_requests").to_number<std::uint64_t>();
  };
  const std::uint64_t before = total(now());
  EXPECT_GT(before, 0u);

  EXPECT_THAT(fleet.slaves({"revoke", "1"}), HasSubstr("revoked 1 "));
  EXPECT_TRUE(fleet.master().wait_for("\\(number 1\\) is revoked", 5s)) << fleet.output();
  EXPECT_EQ(one.wait(20s), 0) << "it is told to quit\n" << fleet.output();
  boost::json::value later = now();
  for (int tries = 0; tries < 50; ++tries) {
    later = now();
    if (later.at("worker_count") == 1 && later.at("user_count") == 20) break;
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_EQ(later.at("worker_count"), 1);
  EXPECT_EQ(later.at("user_count"), 20) << "the others have its users";
  EXPECT_GE(total(later), before);
  EXPECT_FALSE(later.at("acrida").at("insecure_link").as_bool());

  Process& again = fleet.add_slave("one", {}, false);
  EXPECT_EQ(again.wait(60s), 2) << fleet.output();
  EXPECT_THAT(again.err(), HasSubstr("does not know this machine's key"));
  fleet.master().signal(SIGINT);
  EXPECT_TRUE(fleet.master().wait(60s)) << fleet.output();
  EXPECT_GE(fleet.counted(), before);
  EXPECT_LE(fleet.counted(), requests_in(nginx));
}

/// A slave whose key is revoked and who does not obey: what it says changes nothing.
TEST_F(HostileLink, ARevokedSlaveIsNotHeard) {
  SecureFleet fleet(nginx.url(), run_of("6s"));
  fleet.add_slave("one");
  ASSERT_TRUE(fleet.wait_for_slaves(1)) << fleet.output();
  Process& enroller = fleet.add_slave("rebel");
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  FakeSlave rebel(fleet.port(), "rebel_1",
                  link::CurveClient{fleet.keys_of("rebel"), fleet.master_key()});
  rebel.register_at_master();
  fleet.slaves({"revoke", "2"});
  EXPECT_TRUE(rebel.receive_only<wire::MasterQuit>()) << fleet.output();
  rebel.send(wire::ClientReady{"", true});
  rebel.send(wire::StopTestRequest{"rebellion", 1});
  EXPECT_FALSE(rebel.receive_only<wire::Ack>(500ms)) << fleet.output();
  EXPECT_TRUE(fleet.master().wait_for("its key has been revoked")) << fleet.output();
  EXPECT_EQ(enroller.wait(20s), 0) << fleet.output();
  EXPECT_EQ(fleet.master().wait(60s), kExitCode) << fleet.output();
  EXPECT_THAT(fleet.master().err(), HasSubstr("the run time is over"));
}

TEST_F(HostileLink, AStolenIdentityIsOfNoUse) {
  SecureFleet fleet(nginx.url(), run_of("5s"));
  fleet.add_slave("one");
  fleet.add_slave("two");
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  const auto victim = fleet.slave(0).wait_for(" as (\\S+)");
  ASSERT_TRUE(victim);
  FakeSlave thief(fleet.port(), *victim,
                  link::CurveClient{fleet.keys_of("two"), fleet.master_key()});
  wire::StatsReport report;
  report.epoch = 1;
  report.sequence = 1000;
  thief.send(report);
  thief.send(wire::ClientReady{"", true});
  thief.send(wire::ClientStopped{});
  thief.send(wire::StopTestRequest{"theft", 1});
  thief.send(wire::SlaveQuit{});
  EXPECT_FALSE(thief.receive(1s)) << "nothing that is meant for the victim";
  EXPECT_THAT(fleet.master().err(), HasSubstr("claims to be slave " + *victim));
  check_end(fleet);
  EXPECT_THAT(fleet.master().err(), HasSubstr("the run time is over"));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(fleet.slave(i).wait(20s), 0) << fleet.output();
}

TEST_F(HostileLink, RecordedBytesAreOfNoUse) {
  SecureFleet fleet(nginx.url(), run_of("5s"));
  fleet.add_slave("one");
  ASSERT_TRUE(fleet.wait_for_slaves(1)) << fleet.output();
  // Known already, so that its session is one connection.
  Process& first = fleet.add_slave("two");
  ASSERT_TRUE(first.wait_for("enrolled at the master")) << fleet.output();
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(20s), 0) << fleet.output();
  const RecordingProxy proxy(fleet.port());
  fleet.add_slave("two", {"--master-port", std::to_string(proxy.port())}, false);
  ASSERT_TRUE(fleet.master().wait_for("all users spawned")) << fleet.output();
  std::this_thread::sleep_for(2s);
  const std::string recorded = proxy.recorded();
  EXPECT_GT(recorded.size(), 1000u);
  EXPECT_THAT(recorded, Not(HasSubstr("client_ready"))) << "encrypted";
  for (int times = 0; times < 3; ++times) {
    const int fd = connect_to(fleet.port());
    ::send(fd, recorded.data(), recorded.size(), MSG_NOSIGNAL);
    std::this_thread::sleep_for(100ms);
    ::close(fd);
  }
  check_end(fleet);
}

class LinkModes : public ::testing::Test {
 protected:
  Process& master(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{acrida_executable(),
                                     "master",
                                     "-f",
                                     source_path("tests/integration/users/shopper.cpp"),
                                     "-H",
                                     "http://127.0.0.1:1",
                                     "--master-bind-port",
                                     std::to_string(port),
                                     "--web-port",
                                     std::to_string(web_port),
                                     "--data-dir",
                                     (directory / "data").string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    process = std::make_unique<Process>(command, ProcessOptions{.environment = test_environment()});
    EXPECT_TRUE(process->wait_for("web UI at", 120s)) << process->err();
    return *process;
  }

  const TempDir directory;
  const std::uint16_t port = free_port();
  const std::uint16_t web_port = free_port();
  const std::string url = "http://127.0.0.1:" + std::to_string(web_port);
  std::unique_ptr<Process> process;
};

TEST_F(LinkModes, BeyondLoopbackTheLinkIsEncrypted) {
  Process& running = master({"--master-bind-host", "*"});
  const auto host = running.wait_for("new slaves: acrida slave --master-host (\\S+)");
  ASSERT_TRUE(host) << running.err();
  EXPECT_NE(*host, "*");
  FakeSlave plain(port, "plain_1");
  plain.send(wire::ClientReady{"", true});
  EXPECT_FALSE(plain.receive(1s));
  EXPECT_THAT(http_get(url + "/stats/requests").body, HasSubstr("\"insecure_link\":false"));
  EXPECT_THAT(http_get(url + "/api/v1/live").body, HasSubstr("\"insecure_link\":false"));
}

TEST_F(LinkModes, AnInsecureLinkSaysSo) {
  Process& running = master({"--master-bind-host", "0.0.0.0", "--insecure"});
  EXPECT_THAT(running.err(), HasSubstr("--insecure: the link to the slaves is neither encrypted"));
  FakeSlave(port, "plain_1").register_at_master();
  EXPECT_THAT(http_get(url + "/stats/requests").body, HasSubstr("\"insecure_link\":true"));
  EXPECT_THAT(http_get(url + "/api/v1/live").body, HasSubstr("\"insecure_link\":true"));
  EXPECT_FALSE(std::filesystem::exists(directory / "data/master-key"));
}

TEST_F(LinkModes, OnLoopbackItIsPlainAndNotCalledInsecure) {
  Process& running = master({});
  FakeSlave(port, "plain_1").register_at_master();
  EXPECT_THAT(http_get(url + "/stats/requests").body, HasSubstr("\"insecure_link\":false"));
  EXPECT_THAT(running.err(), Not(HasSubstr("insecure")));
}

TEST(SlaveOptions, AskForAKeyOrForTheRisk) {
  const auto slave = [](const std::vector<std::string>& words,
                        const std::vector<std::string>& environment = {}) {
    std::vector<std::string> command{acrida_executable(), "slave"};
    command.insert(command.end(), words.begin(), words.end());
    Process process(command, {.environment = environment});
    const auto code = process.wait(20s);
    return std::to_string(code.value_or(-1)) + ": " + process.err();
  };
  EXPECT_THAT(slave({"--master-host", "192.0.2.1"}),
              AllOf(HasSubstr("2: "), HasSubstr("give --master-key")));
  EXPECT_THAT(slave({"--master-key", "short"}), AllOf(HasSubstr("2: "), HasSubstr("64 hexa")));
  const std::string key(64, 'a');
  EXPECT_THAT(slave({"--insecure", "--master-key", key}), HasSubstr("2: "));
  const std::string refused = slave({"--master-key", key}, {"ACRIDA_ENROLMENT_TOKEN=hunter2"});
  EXPECT_THAT(refused, AllOf(HasSubstr("2: "), HasSubstr("not an enrolment token")));
  EXPECT_THAT(refused, Not(HasSubstr("hunter2")));
  EXPECT_THAT(slave({"--master-key", key, "--enrolment-token-file", "/no/such/file"}),
              AllOf(HasSubstr("2: "), HasSubstr("there is no such file")));
}

}  // namespace
}  // namespace acrida::tests
