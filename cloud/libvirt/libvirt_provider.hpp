// LibvirtProvider: machines that are virtual ones of a hypervisor of one's own.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cloud/libvirt/domain_volumes.hpp"
#include "cloud/libvirt/libvirt_connection.hpp"
#include "cloud/libvirt/libvirt_options.hpp"
#include "cloud/provider/cloud_provider.hpp"
#include "core/base/clock.hpp"

namespace acrida {

/// A template is a domain that is shut off; a machine is the same domain with another name and, for
/// each disk, an overlay volume: made in a second, it takes what it writes. Ids are the domains' names.
/// Tags are in the domain's metadata. A machine that powers itself off is stopped and can be started
/// again. Volumes that were left by somebody who was killed are deleted when machines are listed.
class LibvirtProvider final : public CloudProvider {
 public:
  /// From the power button to the plug.
  static constexpr std::chrono::seconds kShutdownLimit{60};
  /// A volume without a domain is somebody's who is about to define it, until then.
  static constexpr std::chrono::minutes kOrphanAge{10};
  static constexpr std::chrono::minutes kOrphanPeriod{1};

  /// `library` outlives it. Connects when it is first asked for something.
  LibvirtProvider(const LibvirtLibrary& library, LibvirtOptions options);

  std::string name() const override { return "libvirt"; }
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
  /// Of one call; another one may have replaced it meanwhile, so both own it.
  std::shared_ptr<const LibvirtConnection> connect();
  template <class T, class Call>
  CloudResult<T> guard(const char* step, Call call);
  std::optional<CloudMachine> look_at(const LibvirtConnection& libvirt, const Domain& domain) const;
  void make(const LibvirtConnection& libvirt, const CloneSpec& spec, const std::stop_token& stop);
  void shut_down(const LibvirtConnection& libvirt, const Domain& domain,
                 const std::stop_token& stop) const;
  void remove_orphans(const LibvirtConnection& libvirt, const std::string& fleet,
                      const std::set<std::string>& names);
  bool is_being_made(const std::string& name);
  /// Without a value there is none.
  StorageVolume find_in_pool(const LibvirtConnection& libvirt, const std::string& name) const;

  const LibvirtLibrary& library_;
  const LibvirtOptions options_;
  std::mutex mutex_;
  std::shared_ptr<const LibvirtConnection> connection_;
  std::set<std::string> being_made_;  // names
  Instant next_orphans_{};
};

}  // namespace acrida
