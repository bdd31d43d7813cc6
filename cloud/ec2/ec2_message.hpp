// Ec2Message: what EC2 says of instances, images and launch templates, and its errors.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_machine.hpp"

namespace acrida {

struct Ec2Instance {
  CloudMachine machine;
  std::string type;
  bool is_ending = false;  // shutting-down or terminated: it never comes back
};

struct Ec2Image {
  std::string id;
  std::string name;
  std::string state;  // "available", "pending", "failed", ...
  std::string created;
  std::string problem;  // why it failed, if it did
  CloudTags tags;
};

// `set` has <item>s; what has no id is left out.
std::vector<Ec2Instance> ec2_instances(const pugi::xml_node& set);
std::vector<Ec2Image> ec2_images(const pugi::xml_node& set);
CloudTags ec2_tags(const pugi::xml_node& set);

/// `is_read`: the call changes nothing.
CloudError ec2_error(const HttpAnswer& answer, const std::string& step, bool is_read);
CloudError senseless_ec2(const std::string& step, const std::string& what);

/// "i-", "ami-" or "lt-", and hexadecimal digits.
bool is_ec2_id(const std::string& id, const std::string& prefix);

}  // namespace acrida
