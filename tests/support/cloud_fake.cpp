// CloudFake: a fake of a cloud's API (tests/support/cloud), as a process.
#include "tests/support/cloud_fake.hpp"

#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

std::vector<std::string> command_of(const std::string& script,
                                    const std::vector<std::string>& options) {
  std::vector<std::string> words = {"/usr/bin/env", "node",
                                    ACRIDA_SOURCE_DIR "/tests/support/cloud/" + script};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

}  // namespace

bool CloudFake::has_node() {
  static const bool kHasNode =
      Process({"/usr/bin/env", "node", "--version"}).wait(std::chrono::seconds(20)) == 0;
  return kHasNode;
}

CloudFake::CloudFake(const std::string& script, const std::vector<std::string>& options)
    : process_(std::make_unique<Process>(command_of(script, options))) {
  const auto found = process_->wait_for("listening on (http://\\S+)");
  if (!found) throw std::runtime_error(script + " does not start: " + process_->err());
  url_ = *found;
}

CloudFake::~CloudFake() {
  process_->signal(SIGTERM);
  process_->wait(std::chrono::seconds(5));
}

std::string CloudFake::post(const std::string& path, const std::string& json) const {
  return http_post(url_ + "/fake/" + path, json, "application/json").body;
}

std::string CloudFake::state() const {
  return http_get(url_ + "/fake/state").body;
}

void write_key_pair(const std::filesystem::path& folder, const std::string& kind) {
  using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const Key key(kind == "EC" ? EVP_EC_gen("P-256") : EVP_RSA_gen(2'048), EVP_PKEY_free);
  const File secret(std::fopen((folder / "key").c_str(), "we"), std::fclose);
  const File shown(std::fopen((folder / "key.pub").c_str(), "we"), std::fclose);
  if (!key || !secret || !shown ||
      PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_PUBKEY(shown.get(), key.get()) != 1)
    throw std::runtime_error("no key pair can be made");
}

}  // namespace acrida::tests
