// TritonClones: machines of version 6.5, which are cloned without a name and without tags.
#include "cloud/triton/triton_clones.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <utility>

#include <boost/json.hpp>
#include <spdlog/spdlog.h>

#include "cloud/provider/call_pause.hpp"
#include "cloud/triton/triton_metadata.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr char kStep[] = "clone";
constexpr char kNonce[] = "acrida-clone-";  // and the nonce: other masters have others
constexpr auto kKept = 1h;                  // an intent without a machine
constexpr auto kCallLimit = 1min;           // HttpCall's
constexpr auto kClockError = 5min;          // of ours and CloudAPI's
constexpr auto kPause = 500ms;
constexpr auto kFirstPause = 30ms;
constexpr int kTagLooks = 20;

std::string nonce() {
  std::random_device random;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x", random(), random());
  return text.data();
}

bool has_all(const CloudTags& tags, const CloudTags& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& tag) { return tag_of(tags, tag.first) == tag.second; });
}

bool is_gone(const CloudError& error) {
  return error.fault == CloudFault::gone || error.fault == CloudFault::not_found;
}

WallTime begun_of(const CloneRecord& record) {
  return std::chrono::system_clock::from_time_t(record.begun_s);
}

bool is_made_in_the_call(const CloneRecord& record, const TritonMachine& machine) {
  constexpr std::size_t kSecondsEnd = 19;  // "2026-11-22T23:00:00"
  const auto created = parse_expiry(machine.created.substr(0, kSecondsEnd) + "Z");
  return created && *created >= begun_of(record) - kClockError &&
         *created <= begun_of(record) + kCallLimit + kClockError;
}

template <class T>
CloudError* error_in(CloudResult<T>& result) {
  return std::get_if<CloudError>(&result);
}

}  // namespace

CloudResult<CloudMachine> TritonClones::clone(const CloneSpec& spec, const std::stop_token& stop) {
  if (!CloneJournal::is_token(spec.token))
    return CloudError{CloudFault::invalid, kStep, "the token is no word of letters and digits"};
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(100ms))
    if (stop.stop_requested())
      return CloudError{CloudFault::cancelled, kStep, "another clone is under way"};
  return clone_now(spec, stop);
}

CloudResult<CloudMachine> TritonClones::clone_now(const CloneSpec& spec,
                                                  const std::stop_token& stop) const {
  if (auto record = journal_.find(tag_of(spec.tags, cloud_tag::kFleet), spec.token)) {
    auto found = find(*record, stop);
    if (auto* error = error_in(found)) return std::move(*error);
    if (!record->id.empty()) return finish(*record, stop);
    auto forgotten = forget(*record, stop);  // it was not made
    if (auto* error = error_in(forgotten)) return std::move(*error);
  }
  auto there = existing(spec, stop);
  if (auto* error = error_in(there); error == nullptr || error->fault != CloudFault::not_found)
    return there;
  auto intent = intend(spec, stop);
  if (auto* error = error_in(intent)) return std::move(*error);
  auto& record = std::get<CloneRecord>(intent);
  auto made = make(record, stop);
  if (auto* error = error_in(made)) return std::move(*error);
  return finish(record, stop);
}

/// `not_found` when no machine has the token.
CloudResult<CloudMachine> TritonClones::existing(const CloneSpec& spec,
                                                 const std::stop_token& stop) const {
  auto found = machines_.list({{std::string("tag.") + cloud_tag::kToken, spec.token}}, kStep, stop);
  if (auto* error = error_in(found)) {
    if (error->fault == CloudFault::not_found) error->fault = CloudFault::internal;
    return std::move(*error);
  }
  for (TritonMachine& one : std::get<std::vector<TritonMachine>>(found))
    if (is_made_for(spec, one.machine.tags)) return std::move(one.machine);
  return CloudError{CloudFault::not_found, kStep, "no machine has this token"};
}

CloudResult<CloneRecord> TritonClones::intend(const CloneSpec& spec,
                                              const std::stop_token& stop) const {
  CloneRecord record{
      .token = spec.token,
      .template_id = spec.template_id,
      .nonce = nonce(),
      .begun_s = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()),
      .tags = spec.tags,
      .metadata = triton_metadata(spec),
      .known = {}};
  auto from = machines_.get(spec.template_id, kStep, stop);
  if (auto* error = error_in(from)) return std::move(*error);
  auto all = machines_.list({}, kStep, stop);
  if (auto* error = error_in(all)) return std::move(*error);
  for (const TritonMachine& one : std::get<std::vector<TritonMachine>>(all))
    record.known.insert(one.machine.id);
  if (auto written = journal_.write(record); !written)
    return CloudError{CloudFault::internal, kStep, written.error().what};
  auto noted = api_.ask({.step = kStep,
                         .method = "POST",
                         .path = "/machines/" + spec.template_id + "/metadata",
                         .body = json::object{{kNonce + record.nonce, record.token}}},
                        stop);
  if (auto* error = error_in(noted)) {
    (void)forget(record, stop);  // else by a later list
    return std::move(*error);
  }
  return record;
}

CloudResult<Done> TritonClones::make(CloneRecord& record, const std::stop_token& stop) const {
  const auto answer = api_.ask({.step = kStep,
                                .method = "POST",
                                .path = "/machines/" + record.template_id,
                                .query = {{"action", "clone"}}},
                               stop);
  auto machine = read_triton<TritonMachine>(answer, kStep, triton_machine);
  if (auto* error = error_in(machine)) {
    if (is_refusal(error->fault)) (void)forget(record, stop);  // else by a later list
    if (error->fault == CloudFault::internal) error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  record.id = std::get<TritonMachine>(machine).machine.id;
  if (auto written = journal_.write(record); !written)
    return CloudError{CloudFault::outcome_unknown, kStep, written.error().what};
  return Done{};
}

CloudResult<Done> TritonClones::find(CloneRecord& record, const std::stop_token& stop) const {
  if (!record.id.empty()) return Done{};
  auto from = machines_.get(record.template_id, kStep, stop);
  auto all = machines_.list({}, kStep, stop);
  if (auto* error = error_in(all)) return std::move(*error);
  std::vector<std::string> matches;
  std::string suspects;
  for (const TritonMachine& one : std::get<std::vector<TritonMachine>>(all)) {
    const std::string& id = one.machine.id;
    if (record.known.contains(id) || !one.machine.tags.empty()) continue;
    const auto answer = api_.ask({.step = kStep, .path = "/machines/" + id + "/metadata"}, stop);
    auto metadata = read_triton<CloudTags>(answer, kStep, triton_tags);
    auto* error = error_in(metadata);
    if (error != nullptr && error->fault == CloudFault::cancelled) return std::move(*error);
    if (error != nullptr && is_gone(*error)) continue;
    const bool has_nonce =
        error == nullptr && std::get<CloudTags>(metadata).contains(kNonce + record.nonce);
    if (has_nonce && is_made_in_the_call(record, one)) matches.push_back(id);
    const auto* origin = std::get_if<TritonMachine>(&from);
    if (has_nonce || origin == nullptr ||
        (one.image == origin->image && one.memory_mib == origin->memory_mib))
      suspects += (suspects.empty() ? "" : ", ") + id;
  }
  if (matches.size() == 1) {
    record.id = matches.front();
    if (auto written = journal_.write(record); !written)
      return CloudError{CloudFault::internal, kStep, written.error().what};
    return Done{};
  }
  if (suspects.empty()) return Done{};
  return CloudError{CloudFault::invalid, kStep,
                    "the answer to a clone was lost, and this may be the machine: " + suspects,
                    "it has no tags and is left alone; delete it by hand if it is of no use"};
}

/// Until they are there: CloudAPI says so before.
CloudResult<Done> TritonClones::tag(const CloneRecord& record, const std::stop_token& stop) const {
  const std::string path = "/machines/" + record.id + "/tags";
  std::chrono::milliseconds pause = kFirstPause;
  for (int look = 0; look < kTagLooks; ++look) {
    auto seen = machines_.tags(record.id, kStep, stop);
    if (auto* error = error_in(seen)) return std::move(*error);
    if (has_all(std::get<CloudTags>(seen), record.tags)) return Done{};
    if (look == 0) {
      auto told = api_.ask(
          {.step = kStep, .method = "POST", .path = path, .body = json::value_from(record.tags)},
          stop);
      if (auto* error = error_in(told)) return std::move(*error);
    }
    if (!pause_unless(stop, pause)) break;
    pause = std::min<std::chrono::milliseconds>(pause * 2, kPause);
  }
  return CloudError{CloudFault::outcome_unknown, kStep,
                    "machine " + record.id + " has not got its tags yet"};
}

CloudResult<Done> TritonClones::complete(const CloneRecord& record,
                                         const std::stop_token& stop) const {
  auto tagged = tag(record, stop);
  if (auto* error = error_in(tagged)) {
    if (is_gone(*error)) (void)forget(record, stop);
    return std::move(*error);
  }
  auto told = api_.ask({.step = kStep,
                        .method = "POST",
                        .path = "/machines/" + record.id + "/metadata",
                        .body = json::value_from(record.metadata)},
                       stop);
  if (auto* error = error_in(told)) return std::move(*error);
  (void)forget(record, stop);  // else by a later list
  return Done{};
}

CloudResult<CloudMachine> TritonClones::finish(const CloneRecord& record,
                                               const std::stop_token& stop) const {
  const auto unknown = [](CloudError error) {  // the machine is there
    if (error.fault != CloudFault::cancelled) error.fault = CloudFault::outcome_unknown;
    return error;
  };
  auto completed = complete(record, stop);
  if (auto* error = error_in(completed)) return unknown(std::move(*error));
  auto machine = machines_.get(record.id, kStep, stop);
  if (auto* error = error_in(machine)) return unknown(std::move(*error));
  return std::move(std::get<TritonMachine>(machine).machine);
}

CloudResult<Done> TritonClones::forget(const CloneRecord& record,
                                       const std::stop_token& stop) const {
  auto removed =
      api_.ask({.step = kStep,
                .method = "DELETE",
                .path = "/machines/" + record.template_id + "/metadata/" + kNonce + record.nonce},
               stop);
  if (auto* error = error_in(removed); error != nullptr && !is_gone(*error))
    return std::move(*error);
  journal_.remove(record);
  return Done{};
}

CloudResult<Done> TritonClones::settle(const std::string& fleet, const std::stop_token& stop) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return Done{};
  for (CloneRecord& record : journal_.of_fleet(fleet)) {
    auto found = find(record, stop);
    auto* error = error_in(found);
    if (error != nullptr && error->fault != CloudFault::invalid) return std::move(*error);
    if (!record.id.empty()) {
      auto completed = complete(record, stop);
      if (auto* failed = error_in(completed); failed != nullptr && !is_gone(*failed))
        return std::move(*failed);
    } else if (std::chrono::system_clock::now() - begun_of(record) > kKept) {
      if (auto forgotten = forget(record, stop); error_in(forgotten) == nullptr)
        spdlog::warn("the clone {} of {} is given up: {}", record.token, record.template_id,
                     error == nullptr ? "no machine was made" : error->cause);
    }  // else it is told when it is cloned again
  }
  return Done{};
}

}  // namespace acrida
