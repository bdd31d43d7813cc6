// DockerProvider: containers of Docker, or of podman, whose service has the same API.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cloud/docker/docker_options.hpp"
#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// A container is a slave, with no more rights than any process of nobody's: all capabilities are
/// dropped, its file system is read only but for /tmp. Templates are images with the label. What has
/// ended stays until it is deleted, and tells why.
class DockerProvider final : public CloudProvider {
 public:
  /// For the slave to leave.
  static constexpr std::chrono::seconds kStopLimit{15};

  explicit DockerProvider(DockerOptions options) : options_(std::move(options)) {}

  std::string name() const override { return "docker"; }
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
  CloudResult<HttpAnswer> ask(const std::string& method, const std::string& path,
                              const std::string& body, const std::string& step,
                              const std::stop_token& stop) const;
  CloudResult<Done> change(const std::string& method, const std::string& path,
                           const std::string& body, const std::string& step,
                           const std::stop_token& stop) const;
  /// By id or name.
  CloudResult<CloudMachine> look_at(const std::string& id, const std::string& step,
                                    const std::stop_token& stop) const;
  /// Of one that was started: not to see it is no failure of its clone.
  CloudResult<CloudMachine> look_at_made(const std::string& id, const std::stop_token& stop) const;
  /// Running, when it has the token of `spec`.
  CloudResult<CloudMachine> take_over(const CloneSpec& spec, const std::stop_token& stop) const;
  /// Why the clone fails: `why`, unless something may be left of it.
  CloudError roll_back(const CloneSpec& spec, CloudError why) const;
  std::string last_words(const std::string& id, const std::stop_token& stop) const;
  CloudResult<Done> remove_it(const std::string& id, const std::string& step,
                              const std::stop_token& stop) const;

  DockerOptions options_;
};

}  // namespace acrida
