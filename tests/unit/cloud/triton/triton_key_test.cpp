// TritonKey: keys that are taken, and those that are not.
#include "cloud/triton/triton_key.hpp"

#include <gtest/gtest.h>

#include "cloud/triton/triton_api.hpp"
#include "tests/support/cloud_fake.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

TEST(TritonKeyTest, RsaAndEcdsaSign) {
  for (const char* kind : {"RSA", "EC"}) {
    const TempDir folder;
    write_key_pair(folder.path(), kind);
    const auto key = TritonKey::from_file((folder / "key").string());
    ASSERT_TRUE(key) << key.error().what;
    EXPECT_EQ(key->algorithm(), std::string(kind) == "EC" ? "ecdsa-sha256" : "rsa-sha256");
    EXPECT_EQ(key->fingerprint().size(), 47u) << key->fingerprint();
    EXPECT_FALSE(key->signature_of("text").empty());
  }
}

TEST(TritonKeyTest, OthersAreRefusedWithARemedy) {
  const TempDir folder;
  const auto why = [](const std::string& path) { return TritonKey::from_file(path).error().what; };
  EXPECT_NE(why("/no/such/key").find("--triton-key"), std::string::npos);
  write_file(folder / "text", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n");
  EXPECT_NE(why((folder / "text").string()).find("ssh-keygen -p"), std::string::npos);
  const std::string secret = (folder / "secret").string(), other = (folder / "other").string();
  Process({"/usr/bin/openssl", "genrsa", "-aes128", "-passout", "pass:word", "-out", secret})
      .wait(std::chrono::seconds(20));
  EXPECT_NE(why(secret).find("passphrase"), std::string::npos) << "nobody is asked for it";
  Process({"/usr/bin/openssl", "genpkey", "-algorithm", "ed25519", "-out", other})
      .wait(std::chrono::seconds(20));
  EXPECT_NE(why(other).find("RSA and ECDSA"), std::string::npos);
}

TEST(TritonApiTest, WhatIsMissingIsSaid) {
  for (const char* name : {"SDC_URL", "SDC_ACCOUNT", "SDC_KEY_ID", "TRITON_PASSWORD"})
    ::unsetenv(name);
  TritonOptions options;
  EXPECT_NE(TritonApi::open(options).error().what.find("--triton-url"), std::string::npos);
  options.url = "https://127.0.0.1";
  EXPECT_NE(TritonApi::open(options).error().what.find("--triton-account"), std::string::npos);
  options.account = "a";
  options.key_file = "/no/such/key";
  EXPECT_NE(TritonApi::open(options).error().what.find("--triton-key"), std::string::npos);
  options.user = "u";
  EXPECT_NE(TritonApi::open(options).error().what.find("TRITON_PASSWORD"), std::string::npos);
  ::setenv("TRITON_PASSWORD", "secret", 1);
  EXPECT_TRUE(TritonApi::open(options));
}

}  // namespace
}  // namespace acrida::tests
