// ProcessProvider: machines that are slave processes on this host.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cloud/process/process_record.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// What is there without any cloud. The processes outlive whoever started them: a master that comes
/// in the place of one that was killed finds them in the folder, and ends only those whose number,
/// start and boot are those of the record. A process whose master stays away leaves by itself.
class ProcessProvider final : public CloudProvider {
 public:
  static constexpr char kAllCores[] = "all-cores";
  static constexpr char kOneCore[] = "one-core";
  /// Until a process that was asked to leave is killed.
  static constexpr std::chrono::seconds kLeaveLimit{10};
  /// Without a master.
  static constexpr std::chrono::minutes kAloneLimit{10};

  /// `folder` is made when the first machine is; `executable` is `acrida`.
  ProcessProvider(std::filesystem::path folder, std::string executable);

  std::string name() const override { return "process"; }
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
  std::filesystem::path file_of(const std::string& id) const { return folder_ / (id + ".json"); }
  std::filesystem::path log_of(const std::string& id) const { return folder_ / (id + ".log"); }
  std::optional<ProcessRecord> read(const std::string& id) const;
  CloudMachine look_at(const std::string& id, ProcessRecord& record);
  CloudMachine look_and_note(const std::string& id, ProcessRecord& record);
  std::string end_of(const std::string& id, const ProcessRecord& record);
  CloudResult<Done> end_process(const std::string& id, const std::string& step,
                                const std::stop_token& stop);
  CloudResult<CloudMachine> launch(const CloneSpec& spec, ProcessRecord record);
  /// Its wait status, when it is a child of ours that has ended.
  std::optional<int> reap(pid_t pid);

  std::filesystem::path folder_;
  std::string executable_;
  std::mutex mutex_;
  std::set<pid_t> children_;  // not reaped
};

}  // namespace acrida
