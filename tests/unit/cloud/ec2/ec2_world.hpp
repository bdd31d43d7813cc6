// Ec2World: the fake EC2 with a template, and a provider for it.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "cloud/ec2/ec2_provider.hpp"
#include "cloud/provider/cloud_request.hpp"
#include "tests/support/cloud_fake.hpp"
#include "tests/support/sample_clone.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// The environment is that of the process: no other test of it may need another.
class Ec2World final {
 public:
  explicit Ec2World(const std::vector<std::string>& options = {}) : fake("fake_ec2.mjs", options) {
    fake.post("settings", R"({"boot_ms":1,"stop_ms":1,"image_ms":1})");
    ::setenv("AWS_ACCESS_KEY_ID", "AKIAFAKE", 1);
    ::setenv("AWS_SECRET_ACCESS_KEY", "secret/key+1", 1);
    ::setenv("AWS_SHARED_CREDENTIALS_FILE", (directory_ / "credentials").c_str(), 1);
    ::setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", fake.url().c_str(), 1);
    ::unsetenv("AWS_SESSION_TOKEN");
    ::unsetenv("AWS_PROFILE");
    template_id = foreign(R"({"kind":"image","tags":{"acrida":"slave-template"}})");
    foreign_id = foreign(R"({"kind":"instance","tags":{"acrida-fleet":"f","app":"shop"}})");
    wanted.region = "eu-west-1";
    wanted.url = fake.url();
    open();
  }

  void open() {
    auto opened = Ec2Provider::open(wanted);
    ASSERT_TRUE(opened) << opened.error().what;
    provider = std::move(*opened);
  }
  std::string foreign(const std::string& what) const {
    return text_in(boost::json::parse(fake.post("machine", what)), "id");
  }
  static std::string text_in(const boost::json::value& value, const char* key) {
    return boost::json::value_to<std::string>(value.at(key));
  }
  boost::json::value state() const { return boost::json::parse(fake.state()); }
  /// Instances that are not terminated or about to be, the foreign one among them.
  std::size_t living() const {
    std::size_t count = 0;
    const boost::json::value now = state();
    for (const auto& one : now.at("machines").as_array()) {
      const std::string found = text_in(one, "state");
      count += found == "terminated" || found == "shutting-down" ? 0 : 1;
    }
    return count;
  }
  boost::json::value machine(const std::string& id) const {
    const boost::json::value now = state();
    for (const auto& one : now.at("machines").as_array())
      if (text_in(one, "id") == id) return one;
    return {};
  }
  CloudAnswer ask(const CloudRequest& request) const {
    return carry_out(*provider, "f", request, {});
  }
  CloneSpec spec(const std::string& token) const {
    CloneSpec wish = sample_clone(template_id, token);
    wish.tags[cloud_tag::kMadeFrom] = template_id;
    wish.tags[cloud_tag::kExpires] = "2099-01-01T00:00:00Z";
    return wish;
  }
  const TempDir& directory() const { return directory_; }

 private:
  TempDir directory_;

 public:
  CloudFake fake;
  Ec2Options wanted;
  std::unique_ptr<CloudProvider> provider;
  std::string template_id;
  std::string foreign_id;
};

}  // namespace acrida::tests
