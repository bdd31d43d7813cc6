// Ec2Message: what EC2 says of instances, images and launch templates, and its errors.
#include "cloud/ec2/ec2_message.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace acrida {
namespace {

constexpr std::size_t kMaxCauseBytes = 300;
constexpr std::size_t kMaxIdBytes = 40;

struct CodeFault {
  std::string_view code;  // or how it begins, with a '*'
  CloudFault fault;
};

// The first that fits.
constexpr std::array<CodeFault, 31> kFaults{{
    {"RequestLimitExceeded", CloudFault::throttled},
    {"Throttling*", CloudFault::throttled},
    {"RequestThrottled*", CloudFault::throttled},
    {"EC2ThrottledException", CloudFault::throttled},
    {"InsufficientInstanceCapacity", CloudFault::capacity},
    {"InsufficientHostCapacity", CloudFault::capacity},
    {"InsufficientCapacity*", CloudFault::capacity},
    {"InsufficientAddressCapacity", CloudFault::capacity},
    {"InsufficientFreeAddressesInSubnet", CloudFault::capacity},
    {"VcpuLimitExceeded", CloudFault::quota},
    {"InstanceLimitExceeded", CloudFault::quota},
    {"ResourceCountExceeded", CloudFault::quota},
    {"VolumeLimitExceeded", CloudFault::quota},
    {"ResourceLimitExceeded", CloudFault::quota},
    {"AuthFailure*", CloudFault::auth},
    {"UnauthorizedOperation*", CloudFault::auth},
    {"SignatureDoesNotMatch", CloudFault::auth},
    {"InvalidClientTokenId", CloudFault::auth},
    {"MissingAuthenticationToken", CloudFault::auth},
    {"ExpiredToken*", CloudFault::auth},
    {"RequestExpired", CloudFault::auth},
    {"OptInRequired", CloudFault::auth},
    {"Blocked", CloudFault::auth},
    {"PendingVerification", CloudFault::auth},
    {"InvalidID", CloudFault::not_found},
    {"InvalidInstanceID*", CloudFault::not_found},
    {"IdempotentParameterMismatch", CloudFault::already_exists},
    {"InvalidAMIName.Duplicate", CloudFault::already_exists},
    {"IncorrectInstanceState", CloudFault::transient},
    {"IncorrectState", CloudFault::transient},
    {"UnsupportedOperation", CloudFault::unsupported},
}};

bool fits(std::string_view pattern, std::string_view code) {
  if (!pattern.ends_with('*')) return pattern == code;
  return code.starts_with(pattern.substr(0, pattern.size() - 1));
}

CloudFault fault_of(const HttpAnswer& answer, std::string_view code, bool is_read) {
  for (const CodeFault& known : kFaults)
    if (fits(known.code, code)) return known.fault;
  if (code.ends_with(".NotFound")) return CloudFault::not_found;
  if (answer.status == 429) return CloudFault::throttled;
  if (answer.status == 401 || answer.status == 403) return CloudFault::auth;
  if (answer.status < 500) return CloudFault::invalid;
  return is_read ? CloudFault::transient : CloudFault::outcome_unknown;
}

MachineState state_of(std::string_view state) {
  if (state == "running") return MachineState::running;
  if (state == "shutting-down" || state == "stopping") return MachineState::stopping;
  if (state == "stopped") return MachineState::stopped;
  if (state == "terminated") return MachineState::gone;
  return MachineState::pending;
}

std::string text_in(const pugi::xml_node& node, const char* path) {
  return node.first_element_by_path(path).text().get();
}

std::string remedy_for(CloudFault fault, const std::string& code) {
  if (code == "RequestExpired") return "set this machine's clock";
  if (code.starts_with("UnauthorizedOperation"))
    return "allow it: cloud/README.md has the policy that is needed";
  if (fault == CloudFault::auth) return "look at the credentials and --ec2-region";
  return {};
}

}  // namespace

bool is_ec2_id(const std::string& id, const std::string& prefix) {
  return id.starts_with(prefix) && id.size() > prefix.size() && id.size() <= kMaxIdBytes &&
         std::all_of(id.begin() + static_cast<std::ptrdiff_t>(prefix.size()), id.end(),
                     [](unsigned char letter) { return std::isxdigit(letter) != 0; });
}

CloudTags ec2_tags(const pugi::xml_node& set) {
  CloudTags tags;
  for (const pugi::xml_node& item : set.children("item"))
    tags[item.child("key").text().get()] = item.child("value").text().get();
  return tags;
}

std::vector<Ec2Instance> ec2_instances(const pugi::xml_node& set) {
  std::vector<Ec2Instance> instances;
  for (const pugi::xml_node& item : set.children("item")) {
    const std::string state = text_in(item, "instanceState/name");
    Ec2Instance one{.machine = {.id = text_in(item, "instanceId"),
                                .name = {},
                                .state = state_of(state),
                                .tags = ec2_tags(item.child("tagSet")),
                                .address = text_in(item, "ipAddress"),
                                .detail = text_in(item, "stateReason/message")},
                    .type = text_in(item, "instanceType"),
                    .is_ending = state == "shutting-down" || state == "terminated"};
    one.machine.name = tag_of(one.machine.tags, "Name");
    if (one.machine.address.empty()) one.machine.address = text_in(item, "privateIpAddress");
    if (is_ec2_id(one.machine.id, "i-")) instances.push_back(std::move(one));
  }
  return instances;
}

std::vector<Ec2Image> ec2_images(const pugi::xml_node& set) {
  std::vector<Ec2Image> images;
  for (const pugi::xml_node& item : set.children("item")) {
    Ec2Image one{.id = text_in(item, "imageId"),
                 .name = text_in(item, "name"),
                 .state = text_in(item, "imageState"),
                 .created = text_in(item, "creationDate"),
                 .problem = text_in(item, "stateReason/message"),
                 .tags = ec2_tags(item.child("tagSet"))};
    if (is_ec2_id(one.id, "ami-")) images.push_back(std::move(one));
  }
  return images;
}

CloudError ec2_error(const HttpAnswer& answer, const std::string& step, bool is_read) {
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  const pugi::xml_node response = document.child("Response");
  const std::string code = text_in(response, "Errors/Error/Code");
  const std::string message = text_in(response, "Errors/Error/Message");
  CloudError error{fault_of(answer, code, is_read), step,
                   code.empty() ? "status " + std::to_string(answer.status) : code};
  if (!message.empty()) error.cause += ": " + message.substr(0, kMaxCauseBytes);
  const std::string request = text_in(response, "RequestID");
  if (!request.empty()) error.cause += " (request " + request + ")";
  std::replace_if(
      error.cause.begin(), error.cause.end(), [](unsigned char letter) { return letter < ' '; },
      ' ');
  error.remedy = remedy_for(error.fault, code);
  error.retry_after = retry_after(answer);
  return error;
}

CloudError senseless_ec2(const std::string& step, const std::string& what) {
  return {CloudFault::internal, step, "EC2's answer makes no sense: " + what,
          "is --ec2-url the address of a service with EC2's Query API?"};
}

}  // namespace acrida
