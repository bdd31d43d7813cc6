// Machines of a real LXD.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/lxd/lxd_provider.hpp"
#include "cloud/provider/cloud_request.hpp"
#include "lxd_server.hpp"
#include "test_bed.hpp"
#include "tests/support/machine_story.hpp"
#include "tests/support/provider_contract.hpp"

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTemplate[] = R"({"user.acrida":"slave-template"})";

class LxdMachines : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = LxdServer::missing(); !why.empty()) GTEST_SKIP() << why;
    enter_own_network();
    lxd_ = std::make_unique<LxdServer>();
  }
  static CloneSpec spec(const std::string& token) {
    return {.template_id = "template",
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, "f"},
                     {cloud_tag::kToken, token}},
            .boot = {.master_host = "127.0.0.1", .master_port = 9}};
  }
  static CloudError error_of(const CloudAnswer& answer) {
    const auto* error = std::get_if<CloudError>(&answer);
    return error == nullptr ? CloudError{} : *error;
  }
  static std::vector<MachineTemplate> templates(LxdProvider& cloud, const TemplateTag& tag = {}) {
    return std::get<std::vector<MachineTemplate>>(carry_out(cloud, "f", ListTemplates{tag}, {}));
  }

  std::unique_ptr<LxdServer> lxd_;
};

TEST_F(LxdMachines, KeepTheContract) {
  lxd_->make_instance("template", kTemplate);
  lxd_->make_instance("foreign", "{}");
  LxdProvider cloud(lxd_->options());
  check_provider_contract(cloud, {.template_id = "template", .foreign = "foreign"});
  EXPECT_THAT(lxd_->instances(), ElementsAre("foreign", "template"));
}

TEST_F(LxdMachines, TakeUsersAndTotalsEqualTheServersLog) {
  MachineStory story;
  // Without a network: the host's ports are its own.
  const auto port = [](std::uint16_t number) {
    const std::string address = "\"tcp:127.0.0.1:" + std::to_string(number) + "\"";
    return R"({"type":"proxy","bind":"instance","listen":)" + address + R"(,"connect":)" + address +
           "}";
  };
  lxd_->make_instance(
      "template", kTemplate,
      R"({"master":)" + port(story.port()) + R"(,"target":)" + port(story.target_port()) + "}");
  lxd_->make_instance("foreign", R"({"user.acrida":"slave"})");
  story.tell({"--cloud", "lxd", "--lxd-socket", lxd_->options().socket});
  EXPECT_THAT(lxd_->instances(), ElementsAre("foreign", "template"));
}

TEST_F(LxdMachines, AreNotMadeWhereTheyCannotBe) {
  lxd_->make_instance("template", kTemplate);
  lxd_->make_instance("acrida-taken", R"({"user.acrida":"slave","user.acrida-fleet":"other"})");
  lxd_->ask("POST", "/1.0/projects",
            R"({"name":"small","config":{"features.images":"false","features.profiles":"false",)"
            R"("limits.instances":"0"}})");
  LxdProvider cloud(lxd_->options());
  const CloudError taken = error_of(carry_out(cloud, "f", CloneMachine{spec("taken")}, {}));
  EXPECT_EQ(taken.fault, CloudFault::already_exists) << text_of(taken);
  CloneSpec bad = spec("bad");
  bad.name = "no_such_name";
  const CloudError invalid = error_of(carry_out(cloud, "f", CloneMachine{bad}, {}));
  EXPECT_EQ(invalid.fault, CloudFault::invalid) << text_of(invalid);

  LxdOptions options = lxd_->options();
  options.project = "small";
  LxdProvider small(options);
  CloneSpec one = spec("one");
  one.template_id = "image:" + lxd_->image();
  const CloudError quota = error_of(carry_out(small, "f", CloneMachine{one}, {}));
  EXPECT_EQ(quota.fault, CloudFault::quota) << text_of(quota);
  EXPECT_THAT(lxd_->instances(), ElementsAre("acrida-taken", "template"));
}

TEST_F(LxdMachines, WhoseStartFailsAreRolledBack) {
  lxd_->make_instance("template",
                      R"({"user.acrida":"slave-template","raw.lxc":"lxc.init.cmd=/no/such/init"})");
  LxdProvider cloud(lxd_->options());
  const CloudError error = error_of(carry_out(cloud, "f", CloneMachine{spec("one")}, {}));
  EXPECT_THAT(error.cause, HasSubstr("forkstart"));
  EXPECT_THAT(lxd_->instances(), ElementsAre("template"));
}

TEST_F(LxdMachines, AreTakenOverWhenTheirMakerDiedBeforeTheStart) {
  lxd_->make_instance("template", kTemplate);
  lxd_->make_instance(
      "acrida-one", R"({"user.acrida":"slave","user.acrida-fleet":"f","user.acrida-token":"one"})");
  LxdProvider cloud(lxd_->options());
  EXPECT_EQ(std::get<CloudMachine>(cloud.describe("acrida-one", {})).state, MachineState::pending);
  const auto made = cloud.clone(spec("one"), {});
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(made)) << text_of(std::get<CloudError>(made));
  EXPECT_EQ(std::get<CloudMachine>(made).state, MachineState::running);
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.start("acrida-one", {}))) << "it runs already";
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.remove("acrida-one", {})));
  EXPECT_THAT(lxd_->instances(), ElementsAre("template"));
}

TEST_F(LxdMachines, AreMadeOfMarkedInstancesAndImages) {
  lxd_->make_instance("mine", "{}");
  LxdProvider cloud(lxd_->options());
  const TemplateTag tag{"purpose", "load test"};
  EXPECT_TRUE(templates(cloud, tag).empty());
  ASSERT_TRUE(std::holds_alternative<Done>(cloud.mark_template("mine", tag, {})));
  const std::string image = "image:" + lxd_->image();
  ASSERT_TRUE(std::holds_alternative<Done>(cloud.mark_template(image, tag, {})));
  EXPECT_EQ(std::get<CloudError>(cloud.mark_template("none", tag, {})).fault,
            CloudFault::not_found);
  CloneSpec of_image = spec("one"), of_instance = spec("two");
  of_image.template_id = image;
  of_instance.template_id = "mine";
  for (const CloneSpec& wanted : {of_image, of_instance}) {
    const auto made = cloud.clone(wanted, {});
    ASSERT_TRUE(std::holds_alternative<CloudMachine>(made)) << text_of(std::get<CloudError>(made));
  }
  // The copy has the user's own tag too, and is no template.
  const auto found = templates(cloud, tag);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].id, "mine");
  EXPECT_EQ(found[1].id, image);
  lxd_->ask("PUT", "/1.0/instances/mine/state", R"({"action":"start"})");
  EXPECT_THAT(templates(cloud, tag)[0].problem, HasSubstr("lxc stop mine"));
  CloneSpec of_running = spec("three");
  of_running.template_id = "mine";
  EXPECT_EQ(error_of(carry_out(cloud, "f", CloneMachine{of_running}, {})).fault,
            CloudFault::invalid);
}

TEST_F(LxdMachines, EndByThemselvesWithoutATrace) {
  lxd_->make_instance("template", kTemplate);
  LxdProvider cloud(lxd_->options());
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(cloud.clone(spec("one"), {})));
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.stop("acrida-one", {})));
  EXPECT_THAT(lxd_->instances(), ElementsAre("template"));
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.stop("acrida-one", {}))) << "it is gone already";
}

TEST_F(LxdMachines, OfAServerElsewhereAreAskedForWithACertificate) {
  lxd_->make_instance("template", kTemplate);
  const LxdOptions trusted = lxd_->remote_options("friend", true);
  LxdProvider cloud(trusted);
  EXPECT_EQ(templates(cloud).size(), 1u);
  const auto made = cloud.clone(spec("one"), {});
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(made)) << text_of(std::get<CloudError>(made));
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.remove("acrida-one", {})));
  LxdOptions options = lxd_->remote_options("stranger", false);
  LxdProvider stranger(options);
  EXPECT_EQ(error_of(carry_out(stranger, "f", ListMachines{}, {})).fault, CloudFault::auth);
  options.ca_file = options.certificate_file;
  LxdProvider wary(options);
  EXPECT_EQ(error_of(carry_out(wary, "f", ListMachines{}, {})).fault, CloudFault::invalid);
}

}  // namespace
}  // namespace acrida::tests
