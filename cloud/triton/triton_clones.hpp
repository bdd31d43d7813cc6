// TritonClones: machines of version 6.5, which are cloned without a name and without tags.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"
#include "cloud/triton/clone_journal.hpp"
#include "cloud/triton/triton_api.hpp"
#include "cloud/triton/triton_machines.hpp"

namespace acrida {

/// Tags come a call after the machine, so a master that is killed in between, or an answer that is
/// lost, would leave a machine that nobody knows. Therefore, one clone at a time:
///
///   step | what                                           | lost after it
///   -----+------------------------------------------------+----------------------------------------
///   1    | intent into the journal: token, nonce, tags,   |
///        | metadata, the machines that are there          |
///   2    | the nonce into the template's metadata         |
///   3    | POST machines/ID?action=clone                  | the new machine has the nonce in its
///        |                                                | metadata, which are the template's: it
///        |                                                | is found by that
///   4    | its id into the journal                        | it is found by that
///   5    | tags, until they are there; then what its      | a later list gives it both
///        | slaves must know, into its metadata            |
///   6    | the nonce is removed, then the intent          | a later list removes both
///
/// Somebody else's clone of the template has the nonce, too. So a machine is ours when it is the
/// only one without tags that has it and when it was made while we called. What else came meanwhile,
/// has no tags and is made like the template may be ours, where a service does not copy metadata: it
/// is named and never touched, and the clone is not made again while it is there. An intent that has
/// no machine after an hour is given up, with a warning. Any thread. All references outlive it.
class TritonClones final {
 public:
  TritonClones(const TritonApi& api, const TritonMachines& machines, std::filesystem::path folder)
      : api_(api), machines_(machines), journal_(std::move(folder)) {}

  CloudResult<CloudMachine> clone(const CloneSpec& spec, const std::stop_token& stop);
  /// Gives machines of the fleet their tags and metadata whose clones were not finished; nothing
  /// while a clone is under way.
  CloudResult<Done> settle(const std::string& fleet, const std::stop_token& stop);

 private:
  CloudResult<CloudMachine> clone_now(const CloneSpec& spec, const std::stop_token& stop) const;
  CloudResult<CloudMachine> existing(const CloneSpec& spec, const std::stop_token& stop) const;
  CloudResult<CloneRecord> intend(const CloneSpec& spec, const std::stop_token& stop) const;
  CloudResult<Done> make(CloneRecord& record, const std::stop_token& stop) const;
  /// Fills in the id; with an error when a machine may be the one.
  CloudResult<Done> find(CloneRecord& record, const std::stop_token& stop) const;
  CloudResult<Done> tag(const CloneRecord& record, const std::stop_token& stop) const;
  /// Tags and metadata; then it is forgotten.
  CloudResult<Done> complete(const CloneRecord& record, const std::stop_token& stop) const;
  CloudResult<CloudMachine> finish(const CloneRecord& record, const std::stop_token& stop) const;
  /// Removes the nonce, then the record; with an error the record stays.
  CloudResult<Done> forget(const CloneRecord& record, const std::stop_token& stop) const;

  const TritonApi& api_;
  const TritonMachines& machines_;
  CloneJournal journal_;
  std::timed_mutex mutex_;
};

}  // namespace acrida
