// TritonMachines: what both versions of CloudAPI do to machines alike.
#pragma once

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "cloud/provider/recent_machines.hpp"
#include "cloud/triton/triton_api.hpp"
#include "cloud/triton/triton_message.hpp"

namespace acrida {

/// Any thread. Tags are in the machines, in version 6.5 by a call for each. `api` outlives it.
class TritonMachines final {
 public:
  using Filter = std::vector<std::pair<std::string, std::string>>;

  explicit TritonMachines(const TritonApi& api) : api_(api) {}

  /// All pages; `filter` is CloudAPI's, such as {{"tag.a", "b"}}.
  CloudResult<std::vector<TritonMachine>> list(const Filter& filter, const std::string& step,
                                               const std::stop_token& stop) const;
  /// One that was made or listed a moment ago and is not known yet is waited for.
  CloudResult<TritonMachine> get(const std::string& id, const std::string& step,
                                 const std::stop_token& stop) const;
  CloudResult<CloudTags> tags(const std::string& id, const std::string& step,
                              const std::stop_token& stop) const;
  void note_made(const std::string& id) const { recent_.note(id); }
  /// "start", "stop"; begun when it returns.
  CloudResult<boost::json::value> act(const std::string& id, const std::string& action,
                                      const std::stop_token& stop) const;
  /// Stops it, unless it is so already, and waits until it has stopped.
  CloudResult<TritonMachine> bring_down(const std::string& id, const std::string& step,
                                        const std::stop_token& stop) const;
  CloudResult<boost::json::value> remove(const std::string& id, const std::stop_token& stop) const;

 private:
  CloudResult<TritonMachine> with_tags(TritonMachine machine, const std::string& step,
                                       const std::stop_token& stop) const;

  const TritonApi& api_;
  mutable RecentMachines recent_;
};

}  // namespace acrida
