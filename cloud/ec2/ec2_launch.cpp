// Ec2Provider: instances of Amazon EC2. Here: how they are launched.
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "cloud/ec2/ec2_provider.hpp"
#include "cloud/provider/slave_boot.hpp"

namespace acrida {
namespace {

constexpr char kStep[] = "clone";
constexpr int kMaxGenerations = 10;  // instances of one token that ended at once

template <class T>
CloudError* error_in(CloudResult<T>& result) {
  return std::get_if<CloudError>(&result);
}

/// 64 characters, which is what EC2 takes. The expiry is another for each order by hand, and the
/// same for the attempts of one.
std::string client_token(const CloneSpec& spec, const std::string& subnet, int generation) {
  const std::string text = tag_of(spec.tags, cloud_tag::kFleet) + "\n" + spec.token + "\n" +
                           tag_of(spec.tags, cloud_tag::kExpires) + "\n" + subnet + "\n" +
                           std::to_string(generation);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string token;
  for (const unsigned char byte : digest) {
    std::array<char, 3> part{};
    std::snprintf(part.data(), part.size(), "%02x", byte);
    token += part.data();
  }
  return token;
}

std::string base64(const std::string& text) {
  std::vector<unsigned char> encoded(4 * ((text.size() + 2) / 3) + 1);
  const int length =
      EVP_EncodeBlock(encoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  return {encoded.begin(), encoded.begin() + length};
}

}  // namespace

CloudResult<CloudMachine> Ec2Provider::clone(const CloneSpec& spec, std::stop_token stop) {
  auto launch = launch_of(spec.template_id, stop);
  if (auto* error = error_in(launch)) return std::move(*error);
  std::vector<std::string> subnets = options_.subnets;
  if (subnets.empty()) subnets.emplace_back();
  if (subnets.size() > 1) {  // their client tokens differ
    auto there = existing(spec, stop);
    if (auto* error = error_in(there)) return std::move(*error);
    if (auto& one = std::get<std::optional<CloudMachine>>(there)) return std::move(*one);
  }
  CloudResult<CloudMachine> made = CloudError{};
  for (const std::string& subnet : subnets) {
    made = run(spec, std::get<Launch>(launch), subnet, stop);
    const auto* error = error_in(made);
    if (error == nullptr || error->fault != CloudFault::capacity) break;
  }
  return made;
}

CloudResult<std::optional<CloudMachine>> Ec2Provider::existing(const CloneSpec& spec,
                                                               const std::stop_token& stop) {
  Ec2Parameters of_token;
  for (const char* key : {cloud_tag::kToken, cloud_tag::kFleet})
    of_token.filter(std::string("tag:") + key, tag_of(spec.tags, key));
  auto found = instances(kStep, of_token, stop);
  if (auto* error = error_in(found)) return std::move(*error);
  for (Ec2Instance& one : std::get<std::vector<Ec2Instance>>(found))
    if (!one.is_ending && is_made_for(spec, one.machine.tags)) {
      recent_.note(one.machine.id);
      return std::optional(std::move(one.machine));
    }
  return std::optional<CloudMachine>();
}

CloudResult<Ec2Provider::Launch> Ec2Provider::launch_of(const std::string& template_id,
                                                        const std::stop_token& stop) {
  if (is_ec2_id(template_id, "ami-")) return Launch{template_id, {}, options_.instance_type};
  if (is_ec2_id(template_id, "lt-")) return Launch{{}, template_id, options_.instance_type};
  auto found = instance(template_id, kStep, stop);
  if (auto* error = error_in(found)) return std::move(*error);
  const auto& from = std::get<Ec2Instance>(found);
  auto image = images_.image_of(from.machine, stop);
  if (auto* error = error_in(image)) return std::move(*error);
  return Launch{std::get<std::string>(image),
                {},
                options_.instance_type.empty() ? from.type : options_.instance_type};
}

CloudResult<CloudMachine> Ec2Provider::run(const CloneSpec& spec, const Launch& launch,
                                           const std::string& subnet, const std::stop_token& stop) {
  for (int generation = 0; generation < kMaxGenerations; ++generation) {
    auto made = run_with(spec, launch, subnet, client_token(spec, subnet, generation), stop);
    if (auto* error = error_in(made)) return std::move(*error);
    auto& instances = std::get<std::vector<Ec2Instance>>(made);
    if (instances.empty())
      return CloudError{CloudFault::outcome_unknown, kStep, "EC2's answer has no instance"};
    const bool has_ended = instances.front().is_ending;
    CloudMachine machine = std::move(instances.front().machine);
    recent_.note(machine.id);
    if (!is_made_for(spec, machine.tags)) {
      auto ended = change(kStep, "TerminateInstances", machine.id, stop);
      return CloudError{CloudFault::internal, kStep,
                        "instance " + machine.id + " has not got its tags" +
                            (error_in(ended) == nullptr ? "; it is terminated" : ""),
                        "look whether it is gone: it is not known as ours"};
    }
    if (has_ended) continue;  // the answer was that of a former one
    return machine;
  }
  return CloudError{CloudFault::transient, kStep, "all instances of this token ended at once",
                    "look at their state reasons in EC2's console"};
}

CloudResult<std::vector<Ec2Instance>> Ec2Provider::run_with(const CloneSpec& spec,
                                                            const Launch& launch,
                                                            const std::string& subnet,
                                                            const std::string& client_token,
                                                            const std::stop_token& stop) const {
  Ec2Parameters parameters;
  parameters.add("MinCount", "1")
      .add("MaxCount", "1")
      .add("ClientToken", client_token)
      .add_given("ImageId", launch.image)
      .add_given("LaunchTemplate.LaunchTemplateId", launch.launch_template)
      .add_given("InstanceType", launch.type)
      .add_given("SubnetId", subnet)
      .add_given("KeyName", options_.key_name)
      .add("InstanceInitiatedShutdownBehavior", "terminate")
      .add("MetadataOptions.HttpTokens", "required")
      .add("UserData", base64(user_data(spec)));
  int number = 0;
  for (const std::string& group : options_.security_groups)
    parameters.add("SecurityGroupId." + std::to_string(++number), group);
  CloudTags tags = spec.tags;
  tags["Name"] = spec.name;
  parameters.tags_of("instance", tags).tags_of("volume", tags);
  auto answer = api_->ask(kStep, "RunInstances", parameters, stop);
  if (auto* error = error_in(answer)) {
    if (error->fault == CloudFault::internal) error->fault = CloudFault::outcome_unknown;
    if (error->fault != CloudFault::already_exists) return std::move(*error);
    // The token was used with other parameters: options were changed after an answer was lost.
    auto former = instances(kStep, Ec2Parameters().filter("client-token", client_token), stop);
    if (auto* failed = error_in(former);
        failed || !std::get<std::vector<Ec2Instance>>(former).empty())
      return former;
    error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  return ec2_instances(
      std::get<pugi::xml_document>(answer).document_element().child("instancesSet"));
}

}  // namespace acrida
