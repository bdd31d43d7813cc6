// ExecProvider: any other cloud, by a command of the user's own.
#pragma once

#include <string>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// `COMMAND VERB` with JSON on its standard input and output, for each call; cloud/README.md has the
/// contract. It is run by the shell, in a process group of its own that a cancelled call ends.
class ExecProvider final : public CloudProvider {
 public:
  explicit ExecProvider(std::string command);

  std::string name() const override { return "exec"; }
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
  /// What it printed.
  CloudResult<std::string> run(const std::string& verb, const std::string& input,
                               const std::stop_token& stop) const;

  std::string command_;
};

}  // namespace acrida
