// Machines of Triton and EC2: a master, their fakes, and slaves that these start as machines do.
#include <algorithm>
#include <cstdlib>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/cloud_fake.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/machine_story.hpp"

namespace acrida::tests {
namespace {

namespace json = boost::json;

/// A template's system: its slave, and what goes on when that has ended.
std::string boot_command() {
  return "sh -c '" + acrida_executable() + " slave --leave-after 60s; exec sleep 120'";
}

/// States of all machines of the fake, sorted.
std::string states(const CloudFake& fake) {
  std::vector<std::string> all;
  const json::value state = json::parse(fake.state());
  for (const json::value& one : state.at("machines").as_array())
    all.push_back(json::value_to<std::string>(one.at("state")));
  std::sort(all.begin(), all.end());
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : " ") + one;
  return text;
}

class CloudApis : public testing::Test {
 protected:
  void SetUp() override {
    if (!CloudFake::has_node()) GTEST_SKIP() << "no Node: ./dev setup says which";
    ::setenv("XDG_CACHE_HOME", ACRIDA_TEST_CACHE, 1);
    write_key_pair(directory_.path(), "EC");
  }
  std::vector<std::string> triton_options(const CloudFake& fake) const {
    return {"--cloud", "triton", "--triton-url", fake.url(), "--triton-account", "acrida"};
  }
  static void add_template(const CloudFake& fake) {
    fake.post("machine", R"({"state":"stopped","tags":{"locust":"slave-template"}})");
    fake.post("machine", R"({"state":"running","tags":{}})");
  }

  TempDir directory_;
  MachineStory story_;
};

TEST_F(CloudApis, TritonsMachinesTakeUsersAndTotalsEqualTheServersLog) {
  const CloudFake fake("fake_triton.mjs", {"--key", (directory_ / "key.pub").string(),
                                           "--boot-command", boot_command()});
  add_template(fake);
  auto options = triton_options(fake);
  options.insert(options.end(), {"--triton-key", (directory_ / "key").string(), "--template-tag",
                                 "locust=slave-template", "--secure"});
  story_.tell(options, "stopped");
  EXPECT_EQ(states(fake), "deleted deleted running stopped");
}

TEST_F(CloudApis, MachinesOfInstantServersTakeUsersToo) {
  const CloudFake fake("fake_triton.mjs", {"--api", "6.5", "--user", "gus", "--password", "p:w",
                                           "--boot-command", boot_command()});
  add_template(fake);
  write_file(directory_ / "password", "p:w\n");
  auto options = triton_options(fake);
  options.insert(options.end(),
                 {"--triton-api", "6.5", "--triton-user", "gus", "--triton-password-file",
                  (directory_ / "password").string(), "--template-tag", "locust=slave-template"});
  story_.tell(options, "stopped");
  EXPECT_EQ(states(fake), "deleted deleted running stopped");
}

TEST_F(CloudApis, InstancesOfEc2TakeUsersToo) {
  const CloudFake fake("fake_ec2.mjs", {"--boot-command", boot_command()});
  add_template(fake);
  ::setenv("AWS_ACCESS_KEY_ID", "AKIAFAKE", 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", "secret/key+1", 1);
  story_.tell({"--cloud", "ec2", "--ec2-url", fake.url(), "--ec2-region", "eu-west-1",
               "--template-tag", "locust=slave-template", "--secure"},
              "stopped");
  const std::string left = states(fake);
  EXPECT_EQ(left.substr(0, left.find(' ')), "running");
  EXPECT_EQ(left.find("pending"), std::string::npos) << left;
}

}  // namespace
}  // namespace acrida::tests
