// Ec2Options: which region, and what instances are made of.
#include "cloud/ec2/ec2_options.hpp"

#include <CLI/App.hpp>

namespace acrida {

void declare_ec2_options(CLI::App& app, Ec2Options& options) {
  const char* const group = "Cloud: ec2";
  app.add_option("--ec2-region", options.region, "Region, such as eu-west-1; or AWS_DEFAULT_REGION")
      ->type_name("REGION")
      ->envname("AWS_REGION")
      ->group(group);
  app.add_option("--ec2-url", options.url,
                 "Address of another service with EC2's Query API; by default Amazon's")
      ->type_name("URL")
      ->envname("AWS_ENDPOINT_URL_EC2")
      ->group(group);
  app.add_option("--ec2-profile", options.profile,
                 "Profile of ~/.aws/credentials; without one AWS_ACCESS_KEY_ID and "
                 "AWS_SECRET_ACCESS_KEY go first, then the profile AWS_PROFILE or default, and the "
                 "role of this instance last")
      ->type_name("NAME")
      ->group(group);
  app.add_option("--ec2-instance-type", options.instance_type,
                 "Type of the instances; by default that of the template")
      ->type_name("TYPE")
      ->envname("ACRIDA_EC2_INSTANCE_TYPE")
      ->group(group);
  app.add_option("--ec2-subnet", options.subnets,
                 "Subnets, with commas; the next one when there is no capacity")
      ->delimiter(',')
      ->type_name("ID,...")
      ->envname("ACRIDA_EC2_SUBNET")
      ->group(group);
  app.add_option("--ec2-security-group", options.security_groups,
                 "Ids of security groups, with commas; slaves need no way in")
      ->delimiter(',')
      ->type_name("ID,...")
      ->envname("ACRIDA_EC2_SECURITY_GROUP")
      ->group(group);
  app.add_option("--ec2-key-name", options.key_name, "Key pair, to log in with SSH")
      ->type_name("NAME")
      ->envname("ACRIDA_EC2_KEY_NAME")
      ->group(group);
}

}  // namespace acrida
