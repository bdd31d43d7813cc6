// TritonMachines: what both versions of CloudAPI do to machines alike.
#include "cloud/triton/triton_machines.hpp"

#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "cloud/provider/call_pause.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr std::size_t kPageSize = 1'000;
constexpr std::size_t kMaxPages = 100;
constexpr auto kFirstPause = 50ms;
constexpr auto kLongestPause = 1'000ms;

CloudError no_such_id(const std::string& step, const std::string& id) {
  return {CloudFault::not_found, step, "no machine has the id " + id.substr(0, 80)};
}

}  // namespace

CloudResult<TritonMachine> TritonMachines::with_tags(TritonMachine machine, const std::string& step,
                                                     const std::stop_token& stop) const {
  if (!api_.is_old()) return machine;
  auto found = tags(machine.machine.id, step, stop);
  if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
  machine.machine.tags = std::move(std::get<CloudTags>(found));
  return machine;
}

CloudResult<std::vector<TritonMachine>> TritonMachines::list(const Filter& filter,
                                                             const std::string& step,
                                                             const std::stop_token& stop) const {
  std::vector<TritonMachine> all;
  std::set<std::string> ids;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    Filter query = filter;
    query.emplace_back("limit", std::to_string(kPageSize));
    query.emplace_back("offset", std::to_string(page * kPageSize));
    const auto answer =
        api_.ask({.step = step, .path = "/machines", .query = std::move(query)}, stop);
    auto read = read_triton<std::vector<TritonMachine>>(answer, step, [](const json::value& value) {
      std::vector<TritonMachine> machines;
      for (const json::value& one : value.as_array()) machines.push_back(triton_machine(one));
      return machines;
    });
    if (auto* error = std::get_if<CloudError>(&read)) return std::move(*error);
    auto& machines = std::get<std::vector<TritonMachine>>(read);
    bool is_new = false;  // some versions do not know offset, and give the same page again
    for (TritonMachine& machine : machines) {
      if (!ids.insert(machine.machine.id).second) continue;
      is_new = true;
      auto whole = with_tags(std::move(machine), step, stop);
      if (auto* error = std::get_if<CloudError>(&whole)) {
        if (error->fault == CloudFault::gone || error->fault == CloudFault::not_found) continue;
        return std::move(*error);
      }
      all.push_back(std::move(std::get<TritonMachine>(whole)));
      recent_.note(all.back().machine.id);
    }
    if (!is_new || machines.size() < kPageSize) return all;
  }
  return senseless_triton(step, "more than 100 pages of machines");
}

CloudResult<TritonMachine> TritonMachines::get(const std::string& id, const std::string& step,
                                               const std::stop_token& stop) const {
  if (!is_triton_id(id)) return no_such_id(step, id);
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    auto machine = read_triton<TritonMachine>(
        api_.ask({.step = step, .path = "/machines/" + id}, stop), step, triton_machine);
    auto* error = std::get_if<CloudError>(&machine);
    if (error == nullptr) return with_tags(std::move(std::get<TritonMachine>(machine)), step, stop);
    // Of what was deleted CloudAPI says "gone".
    if (error->fault != CloudFault::not_found || !recent_.has(id)) return std::move(*error);
    if (!pause_unless(stop, pause))
      return CloudError{CloudFault::cancelled, step, "machine " + id + " is not known yet"};
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<CloudTags> TritonMachines::tags(const std::string& id, const std::string& step,
                                            const std::stop_token& stop) const {
  return read_triton<CloudTags>(api_.ask({.step = step, .path = "/machines/" + id + "/tags"}, stop),
                                step, triton_tags);
}

CloudResult<json::value> TritonMachines::act(const std::string& id, const std::string& action,
                                             const std::stop_token& stop) const {
  if (!is_triton_id(id)) return no_such_id(action, id);
  return api_.ask(
      {.step = action, .method = "POST", .path = "/machines/" + id, .query = {{"action", action}}},
      stop);
}

CloudResult<TritonMachine> TritonMachines::bring_down(const std::string& id,
                                                      const std::string& step,
                                                      const std::stop_token& stop) const {
  bool is_told = false;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    auto seen = get(id, step, stop);
    if (auto* error = std::get_if<CloudError>(&seen)) return std::move(*error);
    const MachineState state = std::get<TritonMachine>(seen).machine.state;
    if (state == MachineState::stopped || state == MachineState::gone) return seen;
    if (state == MachineState::running && !is_told) {
      is_told = true;
      auto begun = act(id, "stop", stop);
      if (auto* error = std::get_if<CloudError>(&begun)) {
        error->step = step;
        return std::move(*error);
      }
    }
    if (!pause_unless(stop, pause))
      return CloudError{CloudFault::cancelled, step, "machine " + id + " has not stopped yet"};
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<json::value> TritonMachines::remove(const std::string& id,
                                                const std::stop_token& stop) const {
  if (!is_triton_id(id)) return no_such_id("delete", id);
  return api_.ask({.step = "delete", .method = "DELETE", .path = "/machines/" + id}, stop);
}

}  // namespace acrida
