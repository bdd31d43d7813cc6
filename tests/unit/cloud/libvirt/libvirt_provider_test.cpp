// LibvirtProvider on libvirt's test driver: a hypervisor in this process, whose machines do nothing.
#include "cloud/libvirt/libvirt_provider.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/libvirt/shared_library.hpp"
#include "cloud/provider/cloud_request.hpp"
#include "tests/support/provider_contract.hpp"

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kUri[] = "test:///default";
constexpr char kPool[] = "default-pool";
constexpr char kForeign[] = "test";  // it is there, and runs
constexpr char kFleet[] = "f";
constexpr int kNever = 1'000;

std::string volume_xml(const std::string& name) {
  return "<volume><name>" + name +
         "</name><capacity unit='MiB'>8</capacity><target><format type='qcow2'/></target></volume>";
}

std::string domain_xml(const std::string& name, const std::string& volume) {
  return "<domain type='test'><name>" + name +
         "</name><memory>1024</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>"
         "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source "
         "file='/default-pool/" +
         volume + "'/><target dev='vda' bus='virtio'/></disk></devices></domain>";
}

/// What the test driver has not got, or does not do: streams, times of volumes, failures.
struct Faked {
  const LibvirtLibrary* real = nullptr;
  std::string uploaded;
  int calls_until_failure = kNever;
  bool has_failed = false;
  bool is_old = false;     // all volumes
  bool keeps_one = false;  // the next volume cannot be deleted
  std::function<void()> at_define, at_connect;
  std::stop_source stop_at_define;
};
Faked faked;

bool fails_now() {
  if (faked.calls_until_failure-- != 0) return false;
  faked.has_failed = true;
  return true;
}

virErrorPtr injected_error() {
  static char message[] = "as the test wants it";
  static virError error{};
  error.code = VIR_ERR_INTERNAL_ERROR;
  error.message = message;
  return &error;
}

LibvirtLibrary faked_library() {
  LibvirtLibrary calls = *faked.real;
  calls.get_last_error = [] {
    return std::exchange(faked.has_failed, false) ? injected_error() : faked.real->get_last_error();
  };
  calls.connect_open = [](auto uri) {
    if (const auto at_connect = std::exchange(faked.at_connect, nullptr)) at_connect();
    return faked.real->connect_open(uri);
  };
  calls.storage_vol_create_xml = [](auto pool, auto xml, auto flags) {
    return fails_now() ? nullptr : faked.real->storage_vol_create_xml(pool, xml, flags);
  };
  calls.storage_vol_upload = [](auto, auto, auto, auto, auto) { return fails_now() ? -1 : 0; };
  calls.stream_send = [](auto, const char* bytes, std::size_t size) {
    faked.uploaded.append(bytes, size);
    return fails_now() ? -1 : static_cast<int>(size);
  };
  calls.stream_finish = [](auto) { return fails_now() ? -1 : 0; };
  calls.domain_define_xml = [](auto connection, auto xml) {
    faked.stop_at_define.request_stop();
    if (faked.at_define) faked.at_define();
    return fails_now() ? nullptr : faked.real->domain_define_xml(connection, xml);
  };
  calls.domain_create = [](auto domain) {
    return fails_now() ? -1 : faked.real->domain_create(domain);
  };
  calls.storage_vol_delete = [](auto volume, auto flags) {
    if (!std::exchange(faked.keeps_one, false))
      return faked.real->storage_vol_delete(volume, flags);
    faked.has_failed = true;
    return -1;
  };
  calls.storage_vol_get_xml_desc = [](auto volume, auto flags) {
    if (!faked.is_old) return faked.real->storage_vol_get_xml_desc(volume, flags);
    return ::strdup(
        "<volume><target><timestamps><mtime>1341933637.2</mtime></timestamps></target></volume>");
  };
  return calls;
}

class LibvirtMachines : public testing::Test {
 protected:
  void SetUp() override {
    const auto library = libvirt_library();
    if (!library) GTEST_SKIP() << library.error().what;
    faked = {};
    faked.real = library.value();
    calls_ = faked_library();
    libvirt_ = std::make_unique<LibvirtConnection>(calls_, kUri);
    make_volume("golden.qcow2");
    libvirt_->define(domain_xml("golden", "golden.qcow2"));
    cloud_ = std::make_unique<LibvirtProvider>(calls_, LibvirtOptions{.uri = kUri, .pool = kPool});
    EXPECT_EQ(error_in(cloud_->mark_template("golden", {}, {})), "");
    faked.calls_until_failure = kNever;
  }
  void TearDown() override {
    // The driver's world lasts as long as a connection to it.
    cloud_.reset();
    libvirt_.reset();
  }

  void make_volume(const std::string& name) {
    libvirt_->make_volume(libvirt_->pool(kPool), volume_xml(name));
  }
  static CloneSpec spec(const std::string& token = "m-0") {
    return {.template_id = "golden",
            .name = "acrida-" + token,
            .token = token,
            .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                     {cloud_tag::kFleet, kFleet},
                     {cloud_tag::kToken, token}},
            .boot = {.master_host = "10.0.2.2", .master_port = 1, .enrolment_token = "secret"}};
  }
  template <class T>
  static std::string error_in(const CloudResult<T>& result) {
    const auto* error = std::get_if<CloudError>(&result);
    return error == nullptr ? std::string() : text_of(*error);
  }
  static CloudFault fault_in(const CloudResult<CloudMachine>& result) {
    const auto* error = std::get_if<CloudError>(&result);
    return error == nullptr ? CloudFault{} : error->fault;
  }
  std::vector<std::string> domains() const {
    std::vector<std::string> names;
    for (const Domain& domain : libvirt_->domains()) names.push_back(libvirt_->name_of(domain));
    std::sort(names.begin(), names.end());
    return names;
  }
  std::vector<std::string> volumes() const {
    std::vector<std::string> names;
    const StoragePool pool = libvirt_->pool(kPool);
    for (const StorageVolume& volume : libvirt_->volumes(pool))
      names.push_back(libvirt_->name_of(volume));
    std::sort(names.begin(), names.end());
    return names;
  }
  void expect_nothing_left() const {
    EXPECT_THAT(domains(), ElementsAre("golden", kForeign));
    EXPECT_THAT(volumes(), ElementsAre("golden.qcow2"));
  }

  LibvirtLibrary calls_;
  std::unique_ptr<LibvirtConnection> libvirt_;
  std::unique_ptr<LibvirtProvider> cloud_;
};

TEST_F(LibvirtMachines, KeepTheContract) {
  tests::check_provider_contract(*cloud_, {.template_id = "golden", .foreign = kForeign});
  expect_nothing_left();
  EXPECT_TRUE(libvirt_->is_active(libvirt_->domain(kForeign)));
}

TEST_F(LibvirtMachines, AreToldTheirSecretsOnADiskOfTheirOwnOnly) {
  const auto made = cloud_->clone(spec(), {});
  ASSERT_EQ(error_in(made), "");
  EXPECT_EQ(std::get<CloudMachine>(made).state, MachineState::running);
  EXPECT_THAT(volumes(), ElementsAre("acrida-slave.f.acrida-m-0.seed.iso",
                                     "acrida-slave.f.acrida-m-0.vda.qcow2", "golden.qcow2"));
  EXPECT_THAT(faked.uploaded, HasSubstr("ACRIDA_ENROLMENT_TOKEN=secret\n"));
  EXPECT_THAT(*libvirt_->xml_of(libvirt_->domain("acrida-m-0")), Not(HasSubstr("secret")));
  EXPECT_EQ(error_in(cloud_->remove("acrida-m-0", {})), "");
  expect_nothing_left();
}

TEST_F(LibvirtMachines, AFailureOfAnyCallLeavesNothing) {
  std::size_t failures = 0;
  for (int n = 0; n < kNever; ++n) {
    faked.calls_until_failure = n;
    const auto made = cloud_->clone(spec(), {});
    if (std::holds_alternative<CloudMachine>(made)) break;
    EXPECT_THAT(error_in(made), HasSubstr("clone: internal: ")) << n;
    expect_nothing_left();
    ++failures;
  }
  EXPECT_GE(failures, 7u) << "two volumes, an upload of some pieces, the domain, its start";
}

TEST_F(LibvirtMachines, OneThatIsThereAndDoesNotStartIsNoRefusal) {
  ASSERT_EQ(error_in(cloud_->clone(spec(), {})), "");
  libvirt_->destroy(libvirt_->domain("acrida-m-0"));
  faked.calls_until_failure = 0;
  const auto made = cloud_->clone(spec(), {});
  EXPECT_EQ(fault_in(made), CloudFault::outcome_unknown);
  EXPECT_THAT(error_in(made), HasSubstr("as the test wants it"));
  EXPECT_THAT(domains(), testing::Contains("acrida-m-0"));
}

TEST_F(LibvirtMachines, ACallThatIsGivenUpLeavesNothing) {
  const auto made = cloud_->clone(spec(), faked.stop_at_define.get_token());
  EXPECT_EQ(fault_in(made), CloudFault::cancelled);
  expect_nothing_left();
}

TEST_F(LibvirtMachines, NothingElseIsChangedWhoeverAsks) {
  for (const std::string& id : {std::string(kForeign), std::string("golden")}) {
    for (const auto& done : {cloud_->start(id, {}), cloud_->stop(id, {}), cloud_->remove(id, {})})
      EXPECT_THAT(error_in(done), HasSubstr("is no machine of a fleet")) << id;
  }
  expect_nothing_left();
  EXPECT_TRUE(libvirt_->is_active(libvirt_->domain(kForeign)));
}

TEST_F(LibvirtMachines, ATemplateThatRunsIsNotCloned) {
  libvirt_->start(libvirt_->domain("golden"));
  const auto found = cloud_->templates({}, {});
  const auto& templates = std::get<std::vector<MachineTemplate>>(found);
  ASSERT_EQ(templates.size(), 1u);
  EXPECT_EQ(templates[0].problem, "it is running: virsh shutdown golden");
  EXPECT_EQ(templates[0].cores, 2u);
  EXPECT_THAT(error_in(cloud_->clone(spec(), {})), HasSubstr("it is running"));
  expect_nothing_left();
}

TEST_F(LibvirtMachines, ANameOfSomebodyElseIsRefused) {
  make_volume("mine.qcow2");
  libvirt_->define(domain_xml("acrida-m-0", "mine.qcow2"));
  EXPECT_EQ(fault_in(cloud_->clone(spec(), {})), CloudFault::already_exists);
  EXPECT_THAT(domains(), ElementsAre("acrida-m-0", "golden", kForeign));
  EXPECT_THAT(volumes(), ElementsAre("golden.qcow2", "mine.qcow2"));
}

TEST_F(LibvirtMachines, WhatOneThatWasKilledHasLeftIsReplacedUnlessItIsUsed) {
  make_volume("acrida-slave.f.acrida-m-0.vda.qcow2");
  EXPECT_EQ(error_in(cloud_->clone(spec(), {})), "");
  make_volume("acrida-slave.f.acrida-m-1.vda.qcow2");
  libvirt_->define(domain_xml("renamed", "acrida-slave.f.acrida-m-1.vda.qcow2"));
  EXPECT_EQ(fault_in(cloud_->clone(spec("m-1"), {})), CloudFault::already_exists);
  EXPECT_THAT(volumes(), testing::Contains("acrida-slave.f.acrida-m-1.vda.qcow2"));
}

TEST_F(LibvirtMachines, VolumesWithoutAMachineAreDeletedWhenTheyAreOldAndOurs) {
  ASSERT_EQ(error_in(cloud_->clone(spec("m-0"), {})), "");
  for (const char* name : {"acrida-slave.f.acrida-m-1.vda.qcow2", "acrida-slave.g.m.vda.qcow2",
                           "acrida-slave.f.used.vda.qcow2"})
    make_volume(name);
  libvirt_->define(domain_xml("renamed", "acrida-slave.f.used.vda.qcow2"));
  const auto before = volumes();
  ASSERT_EQ(error_in(cloud_->list(kFleet, {})), "");
  EXPECT_EQ(volumes(), before) << "they may be those of a clone that is being made";
  faked.is_old = true;
  LibvirtProvider later(calls_, {.uri = kUri, .pool = kPool});
  ASSERT_EQ(error_in(later.list(kFleet, {})), "");
  EXPECT_THAT(
      volumes(),
      ElementsAre("acrida-slave.f.acrida-m-0.seed.iso", "acrida-slave.f.acrida-m-0.vda.qcow2",
                  "acrida-slave.f.used.vda.qcow2", "acrida-slave.g.m.vda.qcow2", "golden.qcow2"));
}

TEST_F(LibvirtMachines, AVolumeThatCannotBeDeletedDoesNotKeepOthers) {
  for (const char* name : {"acrida-slave.f.m-1.vda.qcow2", "acrida-slave.f.m-2.vda.qcow2"})
    make_volume(name);
  faked.is_old = faked.keeps_one = true;
  ASSERT_EQ(error_in(cloud_->list(kFleet, {})), "");
  EXPECT_EQ(volumes().size(), 2u) << "one of them, and the template's disk";
}

TEST_F(LibvirtMachines, VolumesOfOneThatIsBeingMadeAreLeftAlone) {
  faked.is_old = true;
  std::vector<std::string> meanwhile;
  faked.at_define = [&] {
    EXPECT_EQ(error_in(cloud_->list(kFleet, {})), "");
    meanwhile = volumes();
  };
  ASSERT_EQ(error_in(cloud_->clone(spec(), {})), "");
  EXPECT_EQ(meanwhile.size(), 3u) << "its overlay, its seed, the template's disk";
}

TEST_F(LibvirtMachines, APoolThatIsNotActiveKeepsTheMachineUntilItsVolumesCanBeDeleted) {
  ASSERT_EQ(error_in(cloud_->clone(spec(), {})), "");
  SharedLibrary library("libvirt.so.0");
  int (*deactivate)(virStoragePoolPtr) = nullptr;
  int (*activate)(virStoragePoolPtr, unsigned) = nullptr;
  library.find("virStoragePoolDestroy", deactivate);
  library.find("virStoragePoolCreate", activate);
  ASSERT_EQ(library.missing(), "");
  ASSERT_EQ(deactivate(libvirt_->pool(kPool).get()), 0);
  EXPECT_THAT(error_in(cloud_->remove("acrida-m-0", {})), HasSubstr("not active"));
  EXPECT_THAT(domains(), testing::Contains("acrida-m-0"));
  LibvirtProvider elsewhere(calls_, {.uri = kUri, .pool = "none"});
  const auto unknown = elsewhere.remove("acrida-m-0", {});
  ASSERT_TRUE(std::holds_alternative<CloudError>(unknown));
  EXPECT_EQ(std::get<CloudError>(unknown).fault, CloudFault::invalid) << "the machine is there";
  ASSERT_EQ(activate(libvirt_->pool(kPool).get(), 0), 0);
  EXPECT_EQ(error_in(cloud_->remove("acrida-m-0", {})), "");
  expect_nothing_left();
}

TEST_F(LibvirtMachines, MarksOfTemplatesAreAddedToOthers) {
  EXPECT_EQ(error_in(cloud_->mark_template("golden", {.key = "locust", .value = "x"}, {})), "");
  for (const TemplateTag& tag : {TemplateTag{}, TemplateTag{.key = "locust", .value = "x"}}) {
    const auto found = cloud_->templates(tag, {});
    EXPECT_EQ(std::get<std::vector<MachineTemplate>>(found).size(), 1u) << tag.key;
  }
  EXPECT_THAT(error_in(cloud_->mark_template("none", {}, {})), HasSubstr("has no domain none"));
  ASSERT_EQ(error_in(cloud_->clone(spec(), {})), "");
  EXPECT_THAT(error_in(cloud_->mark_template("acrida-m-0", {}, {})), HasSubstr("of a fleet"));
}

TEST_F(LibvirtMachines, ACallThatConnectsForLongKeepsNoOther) {
  LibvirtProvider cloud(calls_, {.uri = kUri, .pool = kPool});
  std::future<CloudResult<std::vector<CloudMachine>>> other;
  faked.at_connect = [&] {
    other = std::async(std::launch::async, [&] { return cloud.list(kFleet, {}); });
    EXPECT_EQ(other.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  };
  EXPECT_EQ(error_in(cloud.list(kFleet, {})), "");
  EXPECT_EQ(error_in(other.get()), "");
}

TEST_F(LibvirtMachines, WhatIsMissingIsNamedWithItsRemedy) {
  LibvirtProvider nowhere(calls_, {.uri = kUri, .pool = "none"});
  EXPECT_THAT(error_in(nowhere.clone(spec(), {})), HasSubstr("--libvirt-pool"));
  EXPECT_EQ(error_in(nowhere.list(kFleet, {})), "") << "machines are listed without a pool";
  LibvirtProvider silent(calls_, {.uri = "test:///no/such/file", .pool = kPool});
  EXPECT_THAT(error_in(silent.list(kFleet, {})), HasSubstr("test:///no/such/file: "));
}

TEST(SharedLibrary, TellsWhatIsMissing) {
  EXPECT_EQ(SharedLibrary("libno-such-thing.so.0").missing(), "libno-such-thing.so.0 is not there");
  SharedLibrary c("libc.so.6");
  int (*function)() = nullptr;
  c.find("no_such_function", function);
  EXPECT_EQ(c.missing(), "no_such_function is missing: the library is too old");
  EXPECT_EQ(function, nullptr);
}

}  // namespace
}  // namespace acrida
