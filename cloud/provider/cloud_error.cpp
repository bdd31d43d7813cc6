// CloudError: why a provider did not do what it was asked.
#include "cloud/provider/cloud_error.hpp"

#include <array>

namespace acrida {
namespace {

struct FaultText {
  CloudFault fault;
  std::string_view name;
  std::string_view remedy;
};

constexpr std::array<FaultText, 13> kTexts{{
    {CloudFault::not_found, "not found", "look at its name, and at the tag of the templates"},
    {CloudFault::gone, "gone", "spawn another machine"},
    {CloudFault::already_exists, "already exists", "look at what has this name"},
    {CloudFault::invalid, "invalid", "look at the template and the options of --cloud"},
    {CloudFault::auth, "auth", "look at the credentials and at what they allow"},
    {CloudFault::quota, "quota", "stop other machines or ask for a higher limit"},
    {CloudFault::capacity, "capacity", "try later, elsewhere or with another template"},
    {CloudFault::throttled, "throttled", "try again in a minute"},
    {CloudFault::transient, "transient", "try again"},
    {CloudFault::outcome_unknown, "outcome unknown", "try again: no machine is made twice"},
    {CloudFault::cancelled, "cancelled", "try again: no machine is made twice"},
    {CloudFault::unsupported, "unsupported", "this provider cannot do it"},
    {CloudFault::internal, "internal", "look at the provider's log"},
}};

const FaultText& entry_of(CloudFault fault) {
  return kTexts[static_cast<std::size_t>(fault)];
}

}  // namespace

std::string_view name_of(CloudFault fault) {
  return entry_of(fault).name;
}

std::optional<CloudFault> fault_named(std::string_view name) {
  for (const FaultText& text : kTexts)
    if (text.name == name) return text.fault;
  return std::nullopt;
}

bool is_passing(CloudFault fault) {
  switch (fault) {
    case CloudFault::already_exists:  // of an earlier attempt of ours, which the list will show
    case CloudFault::capacity:
    case CloudFault::throttled:
    case CloudFault::transient:
    case CloudFault::outcome_unknown:
      return true;
    default:
      return false;
  }
}

bool is_refusal(CloudFault fault) {
  switch (fault) {
    case CloudFault::not_found:
    case CloudFault::invalid:
    case CloudFault::auth:
    case CloudFault::quota:
    case CloudFault::capacity:
    case CloudFault::throttled:
    case CloudFault::unsupported:
      return true;
    default:
      return false;
  }
}

std::string remedy_of(const CloudError& error) {
  return error.remedy.empty() ? std::string(entry_of(error.fault).remedy) : error.remedy;
}

std::string text_of(const CloudError& error) {
  return error.step + ": " + std::string(name_of(error.fault)) + ": " + error.cause + "; " +
         remedy_of(error);
}

}  // namespace acrida
