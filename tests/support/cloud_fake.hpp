// CloudFake: a fake of a cloud's API (tests/support/cloud), as a process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace acrida::tests {

/// Its control is that of fake_service.mjs:
///
///   CloudFake fake("fake_ec2.mjs");
///   fake.post("faults", R"([{"call":"RunInstances","lose":true}])");
///   json::parse(fake.state()).at("machines");
class CloudFake final {
 public:
  /// Node, which it is written in, is not there on every machine: then tests are skipped.
  static bool has_node();
  /// Throws when it does not start.
  explicit CloudFake(const std::string& script, const std::vector<std::string>& options = {});
  /// Ends the processes of its machines too.
  ~CloudFake();
  CloudFake(const CloudFake&) = delete;
  CloudFake& operator=(const CloudFake&) = delete;

  const std::string& url() const { return url_; }
  /// To /fake/PATH; the answer.
  std::string post(const std::string& path, const std::string& json) const;
  std::string state() const;

 private:
  std::unique_ptr<Process> process_;
  std::string url_;
};

/// A private key and its public one, PEM, in the folder: "key" and "key.pub". `kind`: "RSA", "EC".
void write_key_pair(const std::filesystem::path& folder, const std::string& kind);

}  // namespace acrida::tests
