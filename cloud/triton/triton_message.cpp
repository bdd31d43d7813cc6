// TritonMessage: what CloudAPI says of machines and images, and its errors.
#include "cloud/triton/triton_message.hpp"

#include <algorithm>
#include <cctype>

#include <boost/json.hpp>

#include "cloud/http/json_answer.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxCauseBytes = 300;
constexpr std::size_t kUuidBytes = 36;

std::string needed(const json::object& object, const char* key) {
  std::string text = text_in(object, key);
  if (text.empty()) throw std::runtime_error(std::string(key) + " is missing, or no text");
  return text;
}

MachineState state_of(const std::string& state) {
  if (state == "running") return MachineState::running;
  if (state == "stopping") return MachineState::stopping;
  if (state == "stopped" || state == "offline") return MachineState::stopped;
  if (state == "deleted" || state == "destroyed" || state == "failed") return MachineState::gone;
  return MachineState::pending;  // provisioning, ready; unknown: its server does not answer now
}

CloudFault fault_of(long status, const std::string& code, const std::string& message,
                    bool is_read) {
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  if (has(code, "Quota") || has(message, "Quota exceeded")) return CloudFault::quota;
  if (code == "InsufficientCapacity") return CloudFault::capacity;
  if (code == "RequestThrottled" || status == 420 || status == 429) return CloudFault::throttled;
  if (has(message, "Already exists")) return CloudFault::already_exists;
  if (status == 401 || status == 403 || code == "RequestExpired") return CloudFault::auth;
  if (status == 404) return CloudFault::not_found;
  if (status == 410) return CloudFault::gone;
  if (status == 449) return CloudFault::unsupported;
  if (status < 500) return CloudFault::invalid;
  return is_read ? CloudFault::transient : CloudFault::outcome_unknown;
}

}  // namespace

bool is_triton_id(const std::string& id) {
  return id.size() == kUuidBytes && std::all_of(id.begin(), id.end(), [](unsigned char letter) {
           return std::isxdigit(letter) != 0 || letter == '-';
         });
}

std::string triton_id(const json::value& value) {
  std::string id = needed(value.as_object(), "id");
  if (!is_triton_id(id)) throw std::runtime_error("id is no UUID");
  return id;
}

CloudTags triton_tags(const json::value& value) {
  CloudTags tags;
  for (const auto& [key, tag] : value.as_object()) {
    if (tag.is_string())
      tags[std::string(key)] = std::string(tag.get_string());
    else if (tag.is_primitive())
      tags[std::string(key)] = json::serialize(tag);  // CloudAPI has truths and numbers too
  }
  return tags;
}

TritonMachine triton_machine(const json::value& value) {
  const json::object& object = value.as_object();
  const std::string state = needed(object, "state");
  TritonMachine one{.machine = {.id = triton_id(value),
                                .name = text_in(object, "name"),
                                .state = state_of(state),
                                .tags = {},
                                .address = text_in(object, "primaryIp")},
                    .image = text_in(object, "image"),
                    .package = text_in(object, "package"),
                    .created = text_in(object, "created")};
  if (one.image.empty()) one.image = text_in(object, "dataset");
  if (const json::value* tags = object.if_contains("tags")) one.machine.tags = triton_tags(*tags);
  if (const json::value* memory = object.if_contains("memory"); memory && memory->is_number())
    one.memory_mib = memory->to_number<double>();
  const json::value* addresses = object.if_contains("ips");
  if (one.machine.address.empty() && addresses != nullptr && addresses->is_array() &&
      !addresses->get_array().empty() && addresses->get_array()[0].is_string())
    one.machine.address = std::string(addresses->get_array()[0].get_string());
  if (state == "failed") one.machine.detail = "provisioning has failed";
  if (state == "unknown") one.machine.detail = "CloudAPI does not know its state";
  return one;
}

TritonImage triton_image(const json::value& value) {
  const json::object& object = value.as_object();
  TritonImage image{.id = triton_id(value),
                    .name = text_in(object, "name"),
                    .version = text_in(object, "version"),
                    .state = needed(object, "state"),
                    .published_at = text_in(object, "published_at"),
                    .owner = text_in(object, "owner"),
                    .problem = {},
                    .tags = {}};
  if (const json::value* tags = object.if_contains("tags"); tags && tags->is_object())
    image.tags = triton_tags(*tags);
  if (const json::value* error = object.if_contains("error"); error && error->is_object())
    image.problem = text_in(error->get_object(), "message");
  return image;
}

CloudError triton_error(const HttpAnswer& answer, const std::string& step, bool is_read) {
  std::string code, message;
  boost::system::error_code broken;
  const json::value body = json::parse(answer.body, broken);
  if (!broken && body.is_object()) {
    code = text_in(body.get_object(), "code");
    message = text_in(body.get_object(), "message");
  }
  CloudError error{fault_of(answer.status, code, message, is_read), step,
                   code.empty() ? "status " + std::to_string(answer.status) : code};
  if (!message.empty()) error.cause += ": " + message.substr(0, kMaxCauseBytes);
  for (const char* name : {"request-id", "x-request-id"}) {
    const auto found = answer.headers.find(name);
    if (found == answer.headers.end()) continue;
    error.cause += " (request " + found->second + ")";
    break;
  }
  std::replace_if(
      error.cause.begin(), error.cause.end(), [](unsigned char letter) { return letter < ' '; },
      ' ');
  if (error.fault == CloudFault::auth)
    error.remedy = "look at --triton-account, --triton-key and --triton-key-id, and at the clock";
  if (error.fault == CloudFault::unsupported)
    error.remedy = "this CloudAPI has another version: see --triton-api";
  error.retry_after = retry_after(answer);
  return error;
}

CloudError senseless_triton(const std::string& step, const std::string& what) {
  return {CloudFault::internal, step, "CloudAPI's answer makes no sense: " + what,
          "is --triton-url the address of a CloudAPI?"};
}

}  // namespace acrida
