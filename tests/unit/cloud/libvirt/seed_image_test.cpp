// SeedImage: what is on the disk, as a reader of ISO 9660 of one's own sees it.
#include "cloud/libvirt/seed_image.hpp"

#include <cstring>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::HasSubstr;

constexpr std::size_t kSectorBytes = 2'048;
constexpr std::size_t kVolumeDescriptor = 16 * kSectorBytes;

std::uint32_t number_at(const std::string& image, std::size_t at) {
  std::uint32_t number = 0;
  std::memcpy(&number, image.data() + at, sizeof number);
  return number;
}

/// Contents by the name that the Rock Ridge entry NM gives.
std::map<std::string, std::string> files_in(const std::string& image) {
  std::map<std::string, std::string> files;
  std::size_t at = number_at(image, kVolumeDescriptor + 156 + 2) * kSectorBytes;
  while (image.at(at) != 0) {
    const auto length = static_cast<unsigned char>(image.at(at));
    const std::string record = image.substr(at, length);
    const std::size_t name = record.find("NM");
    if (name != std::string::npos) {
      const auto size = static_cast<unsigned char>(record.at(name + 2));
      files[record.substr(name + 5, size - 5u)] =
          image.substr(number_at(image, at + 2) * kSectorBytes, number_at(image, at + 10));
    }
    at += length;
  }
  return files;
}

TEST(SeedImage, HasWhatTemplatesAndCloudInitRead) {
  const auto image = seed_image({.template_id = "t",
                                 .name = "acrida-m-0",
                                 .token = "m-0",
                                 .tags = {},
                                 .boot = {.master_host = "10.0.2.2",
                                          .master_port = 5557,
                                          .master_key = "key",
                                          .enrolment_token = "secret"}});
  if (!image) GTEST_SKIP() << image.error().what;
  EXPECT_EQ(image->substr(kVolumeDescriptor + 1, 5), "CD001");
  EXPECT_EQ(image->substr(kVolumeDescriptor + 40, 7), "CIDATA ") << "its label";
  EXPECT_LT(image->size(), 200'000u);
  const auto files = files_in(*image);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files.at("meta-data"), "instance-id: m-0\nlocal-hostname: acrida-m-0\n");
  EXPECT_THAT(files.at("slave.env"), HasSubstr("ACRIDA_ENROLMENT_TOKEN=secret\n"));
  EXPECT_THAT(files.at("slave.env"), HasSubstr("ACRIDA_MACHINE_ID=m-0\n"));
  EXPECT_THAT(files.at("user-data"), HasSubstr("#cloud-config\n"));
}

}  // namespace
}  // namespace acrida
