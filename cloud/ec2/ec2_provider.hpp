// Ec2Provider: instances of Amazon EC2, and of services with its Query API.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cloud/ec2/ec2_api.hpp"
#include "cloud/ec2/ec2_image_maker.hpp"
#include "cloud/ec2/ec2_message.hpp"
#include "cloud/provider/cloud_provider.hpp"
#include "cloud/provider/recent_machines.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// A template is an AMI, a launch template or a stopped instance with the tag; of the last an AMI
/// is made once. The client token of RunInstances is a hash of fleet, token, expiry and subnet, so a
/// lost answer is had again by the same call; with several subnets, what is there is looked for
/// before. An instance that shuts itself down is terminated.
class Ec2Provider final : public CloudProvider {
 public:
  /// The error is one line.
  static Result<std::unique_ptr<CloudProvider>> open(const Ec2Options& options);

  std::string name() const override { return "ec2"; }
  ProviderTraits traits() const override { return {}; }
  CloudResult<std::vector<MachineTemplate>> templates(const TemplateTag& tag,
                                                      std::stop_token stop) override;
  CloudResult<Done> mark_template(const std::string& id, const TemplateTag& tag,
                                  std::stop_token stop) override;
  CloudResult<std::vector<CloudMachine>> list(const std::string& fleet,
                                              std::stop_token stop) override;
  CloudResult<CloudMachine> describe(const std::string& id, std::stop_token stop) override;
  CloudResult<CloudMachine> clone(const CloneSpec& spec, std::stop_token stop) override;
  CloudResult<Done> start(const std::string& id, std::stop_token stop) override;
  CloudResult<Done> stop(const std::string& id, std::stop_token stop) override;
  CloudResult<Done> remove(const std::string& id, std::stop_token stop) override;

 private:
  /// What an instance is launched from; one of the first two.
  struct Launch {
    std::string image;
    std::string launch_template;
    std::string type;  // "" = that of the launch template
  };

  Ec2Provider(std::unique_ptr<Ec2Api> api, Ec2Options options);
  CloudResult<std::vector<Ec2Instance>> instances(const std::string& step, Ec2Parameters parameters,
                                                  const std::stop_token& stop) const;
  CloudResult<Ec2Instance> instance(const std::string& id, const std::string& step,
                                    const std::stop_token& stop) const;
  CloudResult<Launch> launch_of(const std::string& template_id, const std::stop_token& stop);
  /// A living one that an earlier attempt has made; nothing when there is none.
  CloudResult<std::optional<CloudMachine>> existing(const CloneSpec& spec,
                                                    const std::stop_token& stop);
  CloudResult<CloudMachine> run(const CloneSpec& spec, const Launch& launch,
                                const std::string& subnet, const std::stop_token& stop);
  CloudResult<std::vector<Ec2Instance>> run_with(const CloneSpec& spec, const Launch& launch,
                                                 const std::string& subnet,
                                                 const std::string& client_token,
                                                 const std::stop_token& stop) const;
  CloudResult<Done> change(const std::string& step, const std::string& action,
                           const std::string& id, const std::stop_token& stop,
                           bool by_force = false) const;
  CloudResult<Done> begin_stop(const std::string& id, const std::stop_token& stop,
                               bool by_force) const;

  std::unique_ptr<Ec2Api> api_;
  Ec2Options options_;
  Ec2ImageMaker images_;
  RecentMachines recent_;
};

}  // namespace acrida
