// TritonProvider: machines of a CloudAPI: Triton, SmartDataCenter, and what was built on them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"
#include "cloud/triton/triton_api.hpp"
#include "cloud/triton/triton_clones.hpp"
#include "cloud/triton/triton_images.hpp"
#include "cloud/triton/triton_machines.hpp"
#include "cloud/triton/triton_options.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// A template is an image with the tag, or a machine with it, of which an image is made once. The
/// name of a machine contains its token and, hashed, its fleet; CloudAPI takes a name once: so a
/// token is one machine. In version 6.5 machines are cloned by TritonClones instead.
class TritonProvider final : public CloudProvider {
 public:
  /// `folder` is for what version 6.5 must remember. The error is one line.
  static Result<std::unique_ptr<CloudProvider>> open(const TritonOptions& options,
                                                     const std::filesystem::path& folder);

  std::string name() const override { return "triton"; }
  ProviderTraits traits() const override;
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
  /// What a machine is made of.
  struct Origin {
    std::string image;
    std::string package;
  };

  TritonProvider(TritonApi api, const TritonOptions& options, const std::filesystem::path& folder);
  CloudResult<Origin> origin_of(const std::string& template_id, const std::stop_token& stop);
  CloudResult<CloudMachine> create(const CloneSpec& spec, const Origin& origin,
                                   const std::stop_token& stop) const;
  CloudResult<CloudMachine> named(const std::string& name, const CloneSpec& spec,
                                  const CloudError& clash, const std::stop_token& stop) const;

  TritonApi api_;
  std::string package_;
  std::vector<std::string> networks_;
  TritonMachines machines_{api_};
  TritonImages images_{api_};
  TritonClones clones_;
};

}  // namespace acrida
