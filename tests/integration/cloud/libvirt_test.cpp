// Virtual machines of a real libvirt.
#include <csignal>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/libvirt/libvirt_provider.hpp"
#include "libvirt_server.hpp"
#include "tests/support/provider_contract.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class QemuMachines : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = LibvirtServer::missing(); !why.empty()) GTEST_SKIP() << why;
    const auto library = libvirt_library();
    if (!library) GTEST_SKIP() << library.error().what;
    server_ = std::make_unique<LibvirtServer>();
    cloud_ = std::make_unique<LibvirtProvider>(*library.value(), server_->options());
  }
  static CloneSpec spec(const std::string& from, const std::string& token = "m-0") {
    return {.template_id = from,
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, "f"},
                     {cloud_tag::kToken, token}},
            .boot = {.master_host = "10.0.2.2", .master_port = 9}};
  }
  template <class T>
  static CloudError error_in(const CloudResult<T>& result) {
    const auto* error = std::get_if<CloudError>(&result);
    return error == nullptr ? CloudError{} : *error;
  }

  std::unique_ptr<LibvirtServer> server_;
  std::unique_ptr<LibvirtProvider> cloud_;
};

TEST_F(QemuMachines, KeepTheContract) {
  server_->virsh({"vol-create-as", "default", "foreign.qcow2", "8M", "--format", "qcow2"});
  server_->define("foreign", ACRIDA_CLOUD_TEMPLATES "/libvirt/disk.qcow2",
                  server_->pool_folder() + "/foreign.qcow2");
  server_->virsh({"start", "foreign", "--paused"});
  ASSERT_EQ(text_of(error_in(cloud_->mark_template("template", {}, {}))), text_of(CloudError{}));
  check_provider_contract(*cloud_,
                          {.template_id = "template", .foreign = "foreign", .patience = 120s});
  EXPECT_THAT(server_->domains(), ElementsAre("foreign", "template"));
  EXPECT_THAT(server_->volumes(), ElementsAre("foreign.qcow2"));
  EXPECT_THAT(server_->virsh({"domstate", "foreign"}), HasSubstr("paused"));
}

TEST_F(QemuMachines, WhoseStartFailsAreRolledBack) {
  server_->define("bad", "</cmdline>", "</cmdline><dtb>/no/such/file</dtb>");
  const CloudError error = error_in(cloud_->clone(spec("bad"), {}));
  EXPECT_THAT(error.cause, HasSubstr("/no/such/file")) << text_of(error);
  EXPECT_THAT(server_->domains(), ElementsAre("bad", "template"));
  EXPECT_THAT(server_->volumes(), IsEmpty());
}

TEST_F(QemuMachines, TakeOnlyWhatTheyWrite) {
  ASSERT_TRUE(std::holds_alternative<CloudMachine>(cloud_->clone(spec("template"), {})));
  EXPECT_THAT(server_->volumes(), ElementsAre("acrida-slave.f.acrida-m-0.seed.iso",
                                              "acrida-slave.f.acrida-m-0.vda.qcow2"));
  EXPECT_THAT(server_->virsh({"vol-dumpxml", "acrida-slave.f.acrida-m-0.vda.qcow2", "default"}),
              HasSubstr("cloud-templates/libvirt/disk.qcow2"));
  EXPECT_THAT(server_->virsh({"vol-dumpxml", "acrida-slave.f.acrida-m-0.seed.iso", "default"}),
              HasSubstr("<mode>0600</mode>"));
  ASSERT_TRUE(std::holds_alternative<Done>(cloud_->remove("acrida-m-0", {})));
  EXPECT_THAT(server_->domains(), ElementsAre("template"));
  EXPECT_THAT(server_->volumes(), IsEmpty());
}

TEST_F(QemuMachines, AreMadeAndDeletedSeveralAtOnce) {
  constexpr int kMachines = 3;
  std::vector<std::future<std::string>> errors;
  errors.reserve(kMachines);
  for (int i = 0; i < kMachines; ++i)
    errors.push_back(std::async(std::launch::async, [this, i] {
      return error_in(cloud_->clone(spec("template", "m-" + std::to_string(i)), {})).cause;
    }));
  for (auto& error : errors) EXPECT_EQ(error.get(), "");
  const auto listed = cloud_->list("f", {});
  EXPECT_EQ(std::get<std::vector<CloudMachine>>(listed).size(), std::size_t{kMachines});
  EXPECT_EQ(server_->volumes().size(), std::size_t{2 * kMachines});
  errors.clear();
  for (int i = 0; i < kMachines; ++i)
    errors.push_back(std::async(std::launch::async, [this, i] {
      return error_in(cloud_->remove("acrida-m-" + std::to_string(i), {})).cause;
    }));
  for (auto& error : errors) EXPECT_EQ(error.get(), "");
  EXPECT_THAT(server_->domains(), ElementsAre("template"));
  EXPECT_THAT(server_->volumes(), IsEmpty());
}

TEST_F(QemuMachines, OfAServerThatIsSilentAreGivenUp) {
  ASSERT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(cloud_->list("f", {})));
  server_->signal(SIGSTOP);
  const CloudError silent = error_in(cloud_->list("f", {}));
  server_->signal(SIGCONT);
  EXPECT_EQ(silent.fault, CloudFault::outcome_unknown) << text_of(silent);
  EXPECT_TRUE(std::holds_alternative<std::vector<CloudMachine>>(cloud_->list("f", {})))
      << "a new connection";
}

}  // namespace
}  // namespace acrida::tests
