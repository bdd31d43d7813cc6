// Ec2Api: actions of EC2's Query API, signed, with its errors as faults.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "cloud/ec2/aws_credentials.hpp"
#include "cloud/ec2/ec2_options.hpp"
#include "cloud/provider/cloud_error.hpp"
#include "cloud/provider/cloud_tags.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// Parameters of an action: "Filter.1.Name" and so on.
class Ec2Parameters final {
 public:
  Ec2Parameters& add(const std::string& name, const std::string& value);
  /// Nothing when the value is empty.
  Ec2Parameters& add_given(const std::string& name, const std::string& value);
  /// Of exactly this value: EC2's wildcards in it are none.
  Ec2Parameters& filter(const std::string& name, const std::string& value);
  Ec2Parameters& tags_of(const std::string& resource_type, const CloudTags& tags);
  std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
  int filters_ = 0;
  int tagged_ = 0;
};

/// Any thread.
class Ec2Api final {
 public:
  /// The error is one line.
  static Result<std::unique_ptr<Ec2Api>> open(const Ec2Options& options);

  /// What is in the answer's root. Actions that are no Describe have an unknown outcome when the
  /// server fails.
  CloudResult<pugi::xml_document> ask(const std::string& step, const std::string& action,
                                      const Ec2Parameters& parameters, const std::stop_token& stop);

 private:
  Ec2Api(std::string url, std::string region, const std::string& profile);

  std::string url_;
  std::string region_;
  AwsCredentialSource credentials_;
};

}  // namespace acrida
