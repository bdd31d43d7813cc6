// ExecProvider: a shell script as a cloud.
#include "cloud/exec/exec_provider.hpp"

#include <chrono>
#include <fstream>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

#include "cloud/provider/cloud_request.hpp"
#include "tests/support/provider_contract.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

class ExecProviderTest : public testing::Test {
 protected:
  ExecProvider provider() const {
    return ExecProvider("FOLDER=" + folder_.path().string() +
                        " " ACRIDA_SOURCE_DIR "/tests/unit/cloud/exec/provider.sh");
  }
  void fail(const std::string& verb, int code) const {
    std::ofstream(folder_ / "fail") << verb << " " << code << "\n";
  }
  static CloneSpec spec(const std::string& token) {
    return {.template_id = "t",
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, "f"},
                     {cloud_tag::kToken, token}},
            .boot = {.master_host = "10.0.0.1", .master_port = 5557, .enrolment_token = "secret"}};
  }
  static CloudError error_of(const CloudAnswer& answer) { return std::get<CloudError>(answer); }

  TempDir folder_;
};

TEST_F(ExecProviderTest, MakesListsAndDeletes) {
  ExecProvider cloud = provider();
  const auto templates =
      std::get<std::vector<MachineTemplate>>(carry_out(cloud, "f", ListTemplates{}, {}));
  ASSERT_EQ(templates.size(), 1u);
  EXPECT_EQ(templates[0].cores, 2u);
  EXPECT_EQ(templates[0].price_per_hour, 0.5);
  const auto made = std::get<CloudMachine>(carry_out(cloud, "f", CloneMachine{spec("k-0")}, {}));
  EXPECT_EQ(made.id, "m-k-0");
  EXPECT_EQ(made.state, MachineState::running);
  std::get<CloudMachine>(carry_out(cloud, "f", CloneMachine{spec("k-0")}, {}));
  const auto listed =
      std::get<std::vector<CloudMachine>>(carry_out(cloud, "f", ListMachines{}, {}));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].tags, spec("k-0").tags);
  const ChangeMachine removal{ChangeMachine::Verb::remove, "m-k-0"};
  EXPECT_EQ(error_of(carry_out(cloud, "another", removal, {})).fault, CloudFault::invalid);
  EXPECT_TRUE(std::holds_alternative<Done>(carry_out(cloud, "f", removal, {})));
  EXPECT_TRUE(std::holds_alternative<Done>(carry_out(cloud, "f", removal, {}))) << "gone already";
}

TEST_F(ExecProviderTest, KeepsTheContract) {
  ExecProvider cloud = provider();
  check_provider_contract(cloud, {});
}

TEST_F(ExecProviderTest, MarksATemplateIfTheCommandCan) {
  ExecProvider cloud = provider();
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.mark_template("t", {}, {})));
  EXPECT_EQ(read_file(folder_ / "marked"),
            R"({"id":"t","tag":{"key":"acrida","value":"slave-template"}})");
  fail("mark", 20);
  const auto refused = cloud.mark_template("t", {}, {});
  EXPECT_EQ(std::get<CloudError>(refused).fault, CloudFault::unsupported);
}

TEST_F(ExecProviderTest, TheMachineIsToldHowItFindsItsMaster) {
  ExecProvider cloud = provider();
  carry_out(cloud, "f", CloneMachine{spec("k-0")}, {});
  const std::string input = read_file(folder_ / "input");
  EXPECT_NE(input.find(R"("environment":{"ACRIDA_ENROLMENT_TOKEN":"secret","ACRIDA_FLEET":"f",)"
                       R"("ACRIDA_MACHINE_ID":"k-0","ACRIDA_MASTER_NODE_HOST":"10.0.0.1",)"
                       R"("ACRIDA_MASTER_NODE_PORT":"5557"})"),
            std::string::npos)
      << input;
}

TEST_F(ExecProviderTest, ExitCodesAreFaults) {
  ExecProvider cloud = provider();
  const CloudFault faults[] = {
      CloudFault::not_found,       CloudFault::gone,       CloudFault::already_exists,
      CloudFault::invalid,         CloudFault::auth,       CloudFault::quota,
      CloudFault::capacity,        CloudFault::throttled,  CloudFault::transient,
      CloudFault::outcome_unknown, CloudFault::unsupported};
  int code = 10;
  for (const CloudFault fault : faults) {
    fail("list", code++);
    const CloudError error = error_of(carry_out(cloud, "f", ListMachines{}, {}));
    EXPECT_EQ(error.fault, fault);
    EXPECT_EQ(error.step, "list");
    EXPECT_EQ(error.cause, "as it was told");
  }
  fail("list", 1);
  EXPECT_EQ(error_of(carry_out(cloud, "f", ListMachines{}, {})).fault, CloudFault::internal);
}

TEST_F(ExecProviderTest, WhatIsNoAnswerIsAnError) {
  for (const char* printed :
       {"", "no json", "[]", "{}", "{\"machines\":7}", "{\"machines\":[7]}",
        "{\"machines\":[{\"id\":\"m\",\"state\":\"running\"}]}",
        "{\"machines\":[{\"id\":\"m\",\"state\":\"asleep\",\"tags\":{}}]}",
        "{\"machines\":[{\"id\":\"m\",\"state\":\"running\",\"tags\":{\"a\":1}}]}"}) {
    ExecProvider cloud("printf '%s' '" + std::string(printed) + "' #");
    const CloudError error = error_of(carry_out(cloud, "f", ListMachines{}, {}));
    EXPECT_EQ(error.fault, CloudFault::internal) << printed;
  }
  ExecProvider missing("/no/such/command");
  EXPECT_EQ(error_of(carry_out(missing, "f", ListMachines{}, {})).fault, CloudFault::internal);
  ExecProvider killed("kill -9 $$ #");
  EXPECT_EQ(error_of(carry_out(killed, "f", ListMachines{}, {})).fault,
            CloudFault::outcome_unknown);
}

TEST_F(ExecProviderTest, ACallThatIsCancelledEndsItsWholeGroup) {
  ExecProvider cloud("sleep 60 | sleep 60 #");
  std::stop_source stop;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const auto before = std::chrono::steady_clock::now();
  const CloudAnswer answer = carry_out(cloud, "f", ListMachines{}, stop.get_token());
  EXPECT_EQ(error_of(answer).fault, CloudFault::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
}

}  // namespace
}  // namespace acrida::tests
