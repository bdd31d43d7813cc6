// Containers of a real podman, by the Docker Engine API.
#include <chrono>
#include <functional>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/docker/docker_provider.hpp"
#include "cloud/provider/cloud_request.hpp"
#include "podman_server.hpp"
#include "test_bed.hpp"
#include "tests/support/machine_story.hpp"
#include "tests/support/provider_contract.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace json = boost::json;

constexpr char kImage[] = "localhost/acrida:latest";

class DockerMachines : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = PodmanServer::missing(); !why.empty()) GTEST_SKIP() << why;
    enter_own_network();
    podman_ = std::make_unique<PodmanServer>();
  }
  static CloneSpec spec(const std::string& token) {
    return {.template_id = kImage,
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
  void make_foreign(const std::string& name, const std::string& labels) {
    const acrida::HttpAnswer made =
        podman_->ask("POST", "/containers/create?name=" + name,
                     std::string(R"({"Image":")") + kImage + R"(","Labels":)" + labels + "}");
    ASSERT_EQ(made.status, 201) << made.body;
  }
  static bool until(const std::function<bool()>& holds) {
    for (int i = 0; i < 200; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  std::unique_ptr<PodmanServer> podman_;
};

TEST_F(DockerMachines, KeepTheContract) {
  make_foreign("foreign", "{}");
  DockerProvider cloud(podman_->options());
  check_provider_contract(cloud, {.template_id = "", .foreign = "foreign"});
  EXPECT_THAT(podman_->containers(), ElementsAre("foreign"));
}

TEST_F(DockerMachines, TakeUsersAndTotalsEqualTheServersLog) {
  MachineStory story;
  make_foreign("foreign", R"({"acrida":"slave"})");
  story.tell({"--cloud", "docker", "--docker-socket", podman_->options().socket, "--docker-memory",
              "512M"});
  EXPECT_THAT(podman_->containers(), ElementsAre("foreign"));
}

TEST_F(DockerMachines, HaveNoRightsAndAreBounded) {
  DockerOptions options = podman_->options();
  options.memory_bytes = std::uint64_t{512} << 20;
  DockerProvider cloud(options);
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(cloud.clone(spec("one"), {})));
  const json::value seen =
      json::parse(podman_->ask("GET", "/containers/acrida-one/json").body).at("HostConfig");
  EXPECT_TRUE(seen.at("ReadonlyRootfs").as_bool());
  EXPECT_FALSE(seen.at("Privileged").as_bool());
  EXPECT_EQ(seen.at("Memory").to_number<std::uint64_t>(), *options.memory_bytes);
  EXPECT_EQ(seen.at("NetworkMode"), "host");
  const acrida::HttpAnswer top =
      podman_->ask("GET", "/containers/acrida-one/top?ps_args=capbnd,capeff,huser,seccomp");
  EXPECT_THAT(top.body, HasSubstr(R"(["none","none","10001")"));
}

TEST_F(DockerMachines, TellHowTheyEnded) {
  DockerProvider cloud(podman_->options());
  CloneSpec wrong = spec("one");
  wrong.boot.master_key = "no key";
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(cloud.clone(wrong, {})));
  std::vector<CloudMachine> listed;
  ASSERT_TRUE(until([&] {
    listed = std::get<std::vector<CloudMachine>>(cloud.list("f", {}));
    return listed.size() == 1 && listed[0].state == MachineState::gone;
  }));
  EXPECT_THAT(listed[0].detail, HasSubstr("exit code "));
  EXPECT_THAT(listed[0].detail, HasSubstr("'no key' is not a key"));
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.remove(listed[0].id, {})));
  EXPECT_THAT(podman_->containers(), IsEmpty());
}

TEST_F(DockerMachines, AreNotMadeWhereTheyCannotBe) {
  make_foreign("acrida-taken", R"({"acrida":"slave","acrida-fleet":"other"})");
  DockerProvider cloud(podman_->options());
  const CloudError taken = error_of(carry_out(cloud, "f", CloneMachine{spec("taken")}, {}));
  EXPECT_EQ(taken.fault, CloudFault::already_exists) << text_of(taken);
  CloneSpec nothing = spec("one");
  nothing.template_id = "sha256:" + std::string(64, '0');
  EXPECT_EQ(error_of(carry_out(cloud, "f", CloneMachine{nothing}, {})).fault,
            CloudFault::not_found);
  CloneSpec bad = spec("one");
  bad.name = "no such name";
  EXPECT_EQ(error_of(carry_out(cloud, "f", CloneMachine{bad}, {})).fault, CloudFault::invalid);
  DockerOptions options = podman_->options();
  options.network = "no-such-network";
  DockerProvider elsewhere(options);
  EXPECT_NE(error_of(carry_out(elsewhere, "f", CloneMachine{spec("two")}, {})).cause, "");
  EXPECT_THAT(podman_->containers(), ElementsAre("acrida-taken"));
}

TEST_F(DockerMachines, AreTakenOverWhenTheirMakerDiedBeforeTheStart) {
  make_foreign("acrida-one", R"({"acrida":"slave","acrida-fleet":"f","acrida-token":"one"})");
  DockerProvider cloud(podman_->options());
  EXPECT_EQ(std::get<CloudMachine>(cloud.describe("acrida-one", {})).state, MachineState::pending);
  const auto made = cloud.clone(spec("one"), {});
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(made)) << text_of(std::get<CloudError>(made));
  EXPECT_NE(std::get<CloudMachine>(made).state, MachineState::pending);
}

TEST_F(DockerMachines, StartAndStopAreIdempotent) {
  DockerProvider cloud(podman_->options());
  const auto made = cloud.clone(spec("one"), {});
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(made)) << text_of(std::get<CloudError>(made));
  const std::string id = std::get<CloudMachine>(made).id;
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(std::holds_alternative<Done>(cloud.start(id, {})));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(std::holds_alternative<Done>(cloud.stop(id, {})));
  EXPECT_EQ(std::get<CloudMachine>(cloud.describe(id, {})).state, MachineState::gone);
  EXPECT_EQ(std::get<CloudError>(cloud.start("none", {})).fault, CloudFault::not_found);
}

TEST_F(DockerMachines, AreMadeOfMarkedImages) {
  DockerProvider cloud(podman_->options());
  const TemplateTag tag{"purpose", "a \"load\" test"};
  const auto templates = [&] {
    return std::get<std::vector<MachineTemplate>>(cloud.templates(tag, {}));
  };
  EXPECT_TRUE(templates().empty());
  const auto marked = cloud.mark_template(kImage, tag, {});
  ASSERT_TRUE(std::holds_alternative<Done>(marked)) << text_of(std::get<CloudError>(marked));
  const auto found = templates();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name, kImage);
  EXPECT_EQ(std::get<CloudError>(cloud.mark_template("none", tag, {})).fault,
            CloudFault::not_found);
  EXPECT_THAT(podman_->containers(), IsEmpty()) << "what lent its file system";
  CloneSpec one = spec("one");
  one.template_id = found[0].id;
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(cloud.clone(one, {})));
}

TEST(DockerService, ThatDoesNotRunIsNamed) {
  DockerOptions options;
  options.socket = "/no/such/docker.sock";
  DockerProvider cloud(options);
  const auto listed = cloud.list("f", {});
  EXPECT_EQ(std::get<CloudError>(listed).fault, CloudFault::transient);
  EXPECT_THAT(std::get<CloudError>(listed).cause, HasSubstr("/no/such/docker.sock"));
}

}  // namespace
}  // namespace acrida::tests
