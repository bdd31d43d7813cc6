// ProcessProvider: real processes, found again by their records.
#include "cloud/process/process_provider.hpp"

#include <chrono>
#include <csignal>
#include <fstream>
#include <stop_token>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/process/child_process.hpp"
#include "core/state/private_file.hpp"
#include "tests/support/provider_contract.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Its machines are a script that stays until it is told to leave.
class ProcessProviderTest : public testing::Test {
 protected:
  void SetUp() override { write_slave("sleep 60 & wait"); }
  void TearDown() override {
    ProcessProvider provider = open();
    for (const CloudMachine& machine : listed(provider)) (void)provider.remove(machine.id, {});
  }
  void write_slave(const std::string& body) {
    const fs::path script = directory_ / "slave";
    std::ofstream(script) << "#!/bin/sh\necho \"args $*\"\ntrap 'kill $!; exit 0' TERM\n"
                          << body << "\n";
    fs::permissions(script, fs::perms::owner_all);
  }
  ProcessProvider open() { return {directory_ / "machines", (directory_ / "slave").string()}; }
  static CloneSpec spec(const std::string& token) {
    return {.template_id = ProcessProvider::kOneCore,
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, "f"},
                     {cloud_tag::kToken, token}},
            .boot = {.master_host = "127.0.0.1", .master_port = 7, .master_key = "ab"}};
  }
  static CloudMachine made(ProcessProvider& provider, const CloneSpec& wanted) {
    return std::get<CloudMachine>(provider.clone(wanted, {}));
  }
  static std::vector<CloudMachine> listed(ProcessProvider& provider) {
    return std::get<std::vector<CloudMachine>>(provider.list("f", {}));
  }
  ProcessRecord record(const std::string& id) const {
    return *ProcessRecord::from_text(read_file(directory_ / "machines" / (id + ".json")));
  }
  static bool until_gone(ProcessProvider& provider) {
    for (int i = 0; i < 200; ++i) {
      if (listed(provider).at(0).state == MachineState::gone) return true;
      std::this_thread::sleep_for(20ms);
    }
    return false;
  }

  TempDir directory_;
};

TEST_F(ProcessProviderTest, MakesListsAndEndsAProcess) {
  ProcessProvider provider = open();
  EXPECT_TRUE(listed(provider).empty());
  EXPECT_FALSE(fs::exists(directory_ / "machines")) << "looking makes nothing";
  const CloudMachine machine = made(provider, spec("k-0"));
  EXPECT_EQ(machine.state, MachineState::running);
  EXPECT_EQ(machine.tags.at("acrida-token"), "k-0");
  ASSERT_EQ(listed(provider).size(), 1u);
  EXPECT_EQ(std::get<std::vector<CloudMachine>>(provider.list("another", {})).size(), 0u);
  const ProcessMark process = *record("k-0").process;
  EXPECT_TRUE(process.lives());
  EXPECT_TRUE(std::holds_alternative<Done>(provider.remove("k-0", {})));
  EXPECT_FALSE(process.lives());
  EXPECT_TRUE(listed(provider).empty());
  EXPECT_TRUE(std::holds_alternative<Done>(provider.remove("k-0", {}))) << "it is so already";
}

TEST_F(ProcessProviderTest, KeepsTheContract) {
  ProcessProvider provider = open();
  check_provider_contract(provider, {});
}

TEST_F(ProcessProviderTest, TheSameTokenIsTheSameMachine) {
  ProcessProvider provider = open();
  const ProcessMark first = (made(provider, spec("k-0")), *record("k-0").process);
  made(provider, spec("k-0"));
  EXPECT_EQ(*record("k-0").process, first);
  EXPECT_EQ(listed(provider).size(), 1u);
}

TEST_F(ProcessProviderTest, AnotherProviderFindsAndEndsWhatThisOneMade) {
  {
    ProcessProvider provider = open();
    made(provider, spec("k-0"));
  }
  ProcessProvider next = open();
  ASSERT_EQ(listed(next).size(), 1u);
  EXPECT_EQ(listed(next)[0].state, MachineState::running);
  EXPECT_TRUE(std::holds_alternative<Done>(next.remove("k-0", {})));
  EXPECT_TRUE(listed(next).empty());
}

TEST_F(ProcessProviderTest, AProcessWhoseNumberWasNotWrittenIsFound) {
  ProcessProvider provider = open();
  made(provider, spec("k-0"));
  const ProcessMark process = *record("k-0").process;
  ProcessRecord without = record("k-0");
  without.process.reset();
  ASSERT_TRUE(replace_private_file(directory_ / "machines" / "k-0.json", without.text()));
  EXPECT_EQ(made(provider, spec("k-0")).state, MachineState::running);
  EXPECT_TRUE(process.lives());
  EXPECT_TRUE(std::holds_alternative<Done>(provider.remove("k-0", {})));
  EXPECT_FALSE(process.lives());
}

TEST_F(ProcessProviderTest, AForeignProcessWithTheNumberIsNotTouched) {
  ProcessProvider provider = open();
  made(provider, spec("k-0"));
  std::this_thread::sleep_for(50ms);  // another tick of the kernel's clock
  auto foreign = ChildProcess::start({"/bin/sleep", "60"});
  ASSERT_TRUE(foreign);
  ProcessRecord changed = record("k-0");
  const ProcessMark real = *changed.process;
  changed.process->pid = foreign->pid();
  ASSERT_TRUE(replace_private_file(directory_ / "machines" / "k-0.json", changed.text()));
  EXPECT_EQ(listed(provider).at(0).state, MachineState::gone);
  EXPECT_TRUE(std::holds_alternative<Done>(provider.remove("k-0", {})));
  EXPECT_FALSE(foreign->poll()) << "it lives";
  real.signal(SIGKILL);
}

TEST_F(ProcessProviderTest, HowAProcessEndedAndWhatItSaidIsTold) {
  write_slave("echo 'acrida: no such test'; exit 2");
  ProcessProvider provider = open();
  made(provider, spec("k-0"));
  ASSERT_TRUE(until_gone(provider));
  EXPECT_EQ(listed(provider)[0].detail, "exit code 2; it said: acrida: no such test");
  ProcessProvider next = open();
  EXPECT_EQ(listed(next)[0].detail, "exit code 2; it said: acrida: no such test");
}

TEST_F(ProcessProviderTest, TheSlaveIsToldWhatItNeedsButSecretsStandInNoCommandLine) {
  write_slave(
      "echo \"master $ACRIDA_MASTER_NODE_HOST $ACRIDA_MASTER_NODE_PORT $ACRIDA_MASTER_KEY\"\n"
      "echo \"token $ACRIDA_ENROLMENT_TOKEN\"; sleep 60 & wait");
  ProcessProvider provider = open();
  CloneSpec wanted = spec("k-0");
  wanted.boot.enrolment_token = "secret";
  made(provider, wanted);
  std::string said;
  for (int i = 0; i < 200 && said.find("token") == std::string::npos; ++i) {
    std::this_thread::sleep_for(20ms);
    said = read_file(directory_ / "machines" / "k-0.log");
  }
  EXPECT_NE(said.find("args slave --machine-id k-0 --leave-after 600 --shards 1\n"
                      "master 127.0.0.1 7 ab\n"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("token secret"), std::string::npos);
  EXPECT_EQ(said.find("secret --"), std::string::npos);
  EXPECT_EQ(record("k-0").text().find("secret"), std::string::npos);
}

TEST_F(ProcessProviderTest, WhatCannotBeIsAnErrorOfItsKind) {
  ProcessProvider provider = open();
  const auto fault_of = [](const auto& result) { return std::get<CloudError>(result).fault; };
  CloneSpec wrong = spec("../k");
  EXPECT_EQ(fault_of(provider.clone(wrong, {})), CloudFault::invalid);
  wrong = spec("k-0");
  wrong.template_id = "large";
  EXPECT_EQ(fault_of(provider.clone(wrong, {})), CloudFault::not_found);
  EXPECT_EQ(fault_of(provider.describe("none", {})), CloudFault::not_found);
  EXPECT_EQ(fault_of(provider.describe("../../etc/passwd", {})), CloudFault::not_found);
  made(provider, spec("k-0"));
  wrong = spec("k-0");
  wrong.tags[cloud_tag::kFleet] = "another";
  EXPECT_EQ(fault_of(provider.clone(wrong, {})), CloudFault::already_exists);
  EXPECT_EQ(fault_of(provider.start("k-0", {})), CloudFault::unsupported);
  ProcessProvider broken(directory_ / "elsewhere", "/no/such/program");
  EXPECT_EQ(fault_of(broken.clone(spec("k-1"), {})), CloudFault::internal);
  EXPECT_TRUE(listed(broken).empty()) << "nothing is left behind";
}

TEST_F(ProcessProviderTest, AnEndIsGivenUpWhenItIsCancelled) {
  write_slave("trap '' TERM; while :; do sleep 1; done");
  ProcessProvider provider = open();
  made(provider, spec("k-0"));
  std::this_thread::sleep_for(100ms);
  std::stop_source stop;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const auto result = provider.remove("k-0", stop.get_token());
  EXPECT_EQ(std::get<CloudError>(result).fault, CloudFault::cancelled);
  record("k-0").process->signal(SIGKILL);
  EXPECT_TRUE(until_gone(provider));
}

}  // namespace
}  // namespace acrida::tests
