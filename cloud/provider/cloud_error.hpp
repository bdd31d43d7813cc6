// CloudError: why a provider did not do what it was asked.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace acrida {

enum class CloudFault {
  not_found,        // no such template, machine, command
  gone,             // there was such a machine
  already_exists,   // the name or client token is taken
  invalid,          // the provider does not take such a request, or the machine is not ours
  auth,             // credentials are missing, wrong or may not do it
  quota,            // the account's limit
  capacity,         // the provider has none of these machines now
  throttled,        // too many calls
  transient,        // not carried out; the same call may succeed later
  outcome_unknown,  // it may have been carried out
  cancelled,        // by us; it may have been carried out
  unsupported,      // this provider cannot
  internal,         // the answer makes no sense
};

/// "quota", "outcome unknown", ...
std::string_view name_of(CloudFault fault);
/// Nothing when it is none; takes what name_of() gives.
std::optional<CloudFault> fault_named(std::string_view name);
/// The same call may succeed a moment later.
bool is_passing(CloudFault fault);
/// The provider has certainly not done it.
bool is_refusal(CloudFault fault);

struct CloudError {
  CloudFault fault = CloudFault::internal;
  std::string step;                                           // the verb: "clone", "list", ...
  std::string cause;                                          // one line, of the provider
  std::string remedy = {};                                    // "": that of the fault
  std::optional<std::chrono::milliseconds> retry_after = {};  // as the provider asks for
};

/// What to do, in words.
std::string remedy_of(const CloudError& error);
/// One line: "clone: quota: 5 instances at most; stop other machines or ask for a higher limit".
std::string text_of(const CloudError& error);

/// What a call gives, or why not. (Result's error is a text; here it decides what comes next.)
template <class T>
using CloudResult = std::variant<T, CloudError>;

}  // namespace acrida
