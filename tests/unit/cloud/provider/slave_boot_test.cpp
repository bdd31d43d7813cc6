// slave_boot: the same words in every form.
#include "cloud/provider/slave_boot.hpp"

#include <gtest/gtest.h>

namespace acrida::tests {
namespace {

CloneSpec spec() {
  return {.template_id = "t",
          .name = "acrida-k-0",
          .token = "k-0",
          .tags = {{cloud_tag::kExpires, "2026-11-24T00:00:00Z"}, {cloud_tag::kFleet, "f"}},
          .boot = {.master_host = "10.0.0.1", .master_port = 5557}};
}

TEST(SlaveBoot, SaysWhatThereIs) {
  EXPECT_EQ(environment_file(spec()),
            "ACRIDA_FLEET=f\n"
            "ACRIDA_MACHINE_EXPIRES=2026-11-24T00:00:00Z\n"
            "ACRIDA_MACHINE_ID=k-0\n"
            "ACRIDA_MASTER_NODE_HOST=10.0.0.1\n"
            "ACRIDA_MASTER_NODE_PORT=5557\n");
  CloneSpec encrypted = spec();
  encrypted.boot.master_key = "ab";
  encrypted.boot.enrolment_token = "cd";
  EXPECT_EQ(boot_environment(encrypted).at("ACRIDA_MASTER_KEY"), "ab");
  EXPECT_EQ(boot_environment(encrypted).at("ACRIDA_ENROLMENT_TOKEN"), "cd");
  CloneSpec plain = spec();
  plain.boot.insecure = true;
  EXPECT_EQ(boot_environment(plain).at("ACRIDA_INSECURE"), "true");
}

TEST(SlaveBoot, CloudInitWritesThemWhereTheTemplateExpectsThem) {
  EXPECT_EQ(
      user_data(spec()),
      "#cloud-config\n"
      "write_files:\n"
      "  - path: /etc/acrida/slave.env\n"
      "    permissions: '0600'\n"
      "    content: |\n"
      "      ACRIDA_FLEET=f\n"
      "      ACRIDA_MACHINE_EXPIRES=2026-11-24T00:00:00Z\n"
      "      ACRIDA_MACHINE_ID=k-0\n"
      "      ACRIDA_MASTER_NODE_HOST=10.0.0.1\n"
      "      ACRIDA_MASTER_NODE_PORT=5557\n"
      "runcmd:\n"
      "  - [sh, -c, 'systemctl start acrida-slaves.target || systemctl restart supervisor']\n");
}

}  // namespace
}  // namespace acrida::tests
