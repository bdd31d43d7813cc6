// TritonWorld: the fake CloudAPI with a template, and a provider for it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "cloud/provider/cloud_request.hpp"
#include "cloud/triton/triton_provider.hpp"
#include "tests/support/cloud_fake.hpp"
#include "tests/support/sample_clone.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

class TritonWorld final {
 public:
  explicit TritonWorld(const std::string& api = TritonOptions::kCurrent) {
    write_key_pair(directory_.path(), "RSA");
    std::vector<std::string> options = {"--key", (directory_ / "key.pub").string()};
    if (api == TritonOptions::kOld)
      options.insert(options.end(), {"--api", "6.5", "--user", "gus", "--password", "pass:word"});
    fake = std::make_unique<CloudFake>("fake_triton.mjs", options);
    fake->post("settings", R"({"boot_ms":1,"stop_ms":1,"image_ms":1,"tag_ms":1})");
    template_id = foreign(R"({"state":"stopped","name":"template",
                              "tags":{"acrida":"slave-template"}})");
    foreign_id = foreign(R"({"name":"database","tags":{"acrida-fleet":"f","app":"shop"}})");
    wanted.url = fake->url();
    wanted.account = "acrida";
    wanted.api = api;
    if (api == TritonOptions::kOld) {
      write_file(directory_ / "password", "pass:word\n");
      wanted.user = "gus";
      wanted.password_file = (directory_ / "password").string();
    } else {
      wanted.key_file = (directory_ / "key").string();
    }
    open();
  }

  /// Another process, with the same memory on disk.
  void open() {
    auto opened = TritonProvider::open(wanted, directory_.path());
    ASSERT_TRUE(opened) << opened.error().what;
    provider = std::move(*opened);
  }
  std::string foreign(const std::string& machine) const {
    return text_in(boost::json::parse(fake->post("machine", machine)), "id");
  }
  static std::string text_in(const boost::json::value& value, const char* key) {
    return boost::json::value_to<std::string>(value.at(key));
  }
  boost::json::value state() const { return boost::json::parse(fake->state()); }
  /// Those that are not deleted, the template and the foreign one among them.
  std::size_t living() const {
    std::size_t count = 0;
    const boost::json::value now = state();
    for (const auto& one : now.at("machines").as_array())
      count += one.at("state") == "deleted" ? 0 : 1;
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

  TritonOptions wanted;
  std::unique_ptr<CloudFake> fake;
  std::unique_ptr<CloudProvider> provider;
  std::string template_id;
  std::string foreign_id;

 private:
  TempDir directory_;
};

}  // namespace acrida::tests
