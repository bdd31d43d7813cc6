// Ec2Options: which region, and what instances are made of.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace acrida {

/// Credentials are found where Amazon's own tools look for them; see AwsCredentialSource.
struct Ec2Options {
  std::string region;
  std::string url;                   // "" = that of the region
  std::string profile;               // of the credentials file
  std::string instance_type;         // "" = the template's
  std::vector<std::string> subnets;  // tried in this order when there is no capacity
  std::vector<std::string> security_groups;
  std::string key_name;
};

/// [load-time] `options` outlives the parsing.
void declare_ec2_options(CLI::App& app, Ec2Options& options);

}  // namespace acrida
