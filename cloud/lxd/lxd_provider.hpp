// LxdProvider: containers and virtual machines of LXD or Incus.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cloud/lxd/lxd_client.hpp"
#include "cloud/lxd/lxd_message.hpp"
#include "cloud/provider/cloud_provider.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// Machines are ephemeral copies of stopped instances, or made from images: the server deletes one
/// that stops, for whatever reason, so that none is left behind.
class LxdProvider final : public CloudProvider {
 public:
  /// For what runs in a machine to end by itself.
  static constexpr std::chrono::seconds kStopLimit{20};

  /// The error is one line.
  static Result<std::unique_ptr<CloudProvider>> open(LxdOptions options);

  explicit LxdProvider(LxdOptions options) : client_(std::move(options)) {}

  std::string name() const override { return "lxd"; }
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
  CloudResult<CloudMachine> look_at(const std::string& id, const std::string& step,
                                    const std::stop_token& stop) const;
  /// Of one that runs: not to see it is no failure of its clone.
  CloudResult<CloudMachine> look_at_made(const std::string& id, const std::stop_token& stop) const;
  CloudResult<lxd::CloneSource> source_of(const std::string& template_id,
                                          const std::stop_token& stop) const;
  /// The machine with the name of `spec`, running, when it has its token too.
  CloudResult<CloudMachine> take_over(const CloneSpec& spec, const std::stop_token& stop) const;
  /// Why the clone fails: `why`, unless something may be left of it.
  CloudError roll_back(const CloneSpec& spec, CloudError why) const;
  CloudResult<Done> set_state(const std::string& id, const std::string& body,
                              const std::string& step, const std::stop_token& stop) const;
  CloudResult<Done> start_it(const std::string& id, const std::string& step,
                             const std::stop_token& stop) const;
  CloudResult<Done> remove_it(const std::string& id, const std::stop_token& stop) const;

  LxdClient client_;
};

}  // namespace acrida
