// The shipped files that others read: units of systemd, user data of cloud-init.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/deployed.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

TEST(SystemdUnits, AreAcceptedAndConfineWhatTheyStart) {
  if (!is_on_path("systemd-analyze")) GTEST_SKIP() << "no systemd-analyze";
  const Deployed machine;
  std::vector<std::string> verify{"systemd-analyze", "verify", "--man=no"};
  for (const char* unit : {"acrida-slave@0.service", "acrida-slaves.target",
                           "acrida-autostop.service", "acrida-master.service"})
    verify.push_back(machine.file(std::string("systemd/") + unit));
  Process verified(verify, {.merge_output = true});
  EXPECT_EQ(verified.wait(60s), 0);
  EXPECT_EQ(verified.out(), "");
  for (const char* unit :
       {"acrida-slave@.service", "acrida-autostop.service", "acrida-master.service"}) {
    // In tenths; 92 is a service that is not confined at all.
    Process judged({"systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=30",
                    machine.file(std::string("systemd/") + unit)},
                   {.merge_output = true});
    EXPECT_EQ(judged.wait(60s), 0) << judged.out();
  }
}

TEST(UserData, IsWhatCloudInitReads) {
  if (!is_on_path("cloud-init")) GTEST_SKIP() << "no cloud-init, which is not for machines in use";
  const Deployed machine;
  Process checked(
      {"cloud-init", "schema", "--config-file", machine.file("cloud-init/user-data.yaml")},
      {.merge_output = true});
  EXPECT_EQ(checked.wait(60s), 0) << checked.out();
}

TEST(TemplateBuild, LeavesADiskThatMachinesMayReadAndRefusesNamesThatBreakADomain) {
  const Deployed machine;
  const TempDir folder;
  const auto refusal = [&](const std::string& output) {
    Process build({machine.file("template/build.sh"), "--kind", "libvirt", "--executable", "acrida",
                   "--output", output},
                  {.merge_output = true});
    EXPECT_EQ(build.wait(60s), 1);
    return build.out();
  };
  write_file(folder / "disk.qcow2", "base");
  EXPECT_THAT(refusal(folder.path()), testing::HasSubstr("is the base of machines"));
  for (const char* name : {"a&b", "a|b", "a'b", "a\nb"})
    EXPECT_THAT(refusal(folder / name), testing::HasSubstr("its name must not have")) << name;
}

}  // namespace
}  // namespace acrida::tests
