// FleetSettings: what a FleetMachine must know before the first tick.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cloud/provider/cloud_provider.hpp"
#include "cloud/provider/retry_backoff.hpp"

namespace acrida {

struct FleetSettings {
  std::string fleet;     // its id, in the tags of its machines
  std::string provider;  // its name, for people
  ProviderTraits traits;
  TemplateTag template_tag;
  SlaveBoot boot;
  std::string test_name;  // "" = no tag acrida-run

  std::size_t max_machines = 8;                  // that exist or are being made
  std::optional<double> max_cost_per_hour = {};  // of those whose template has a price
  /// Machines that are to be there from the start, adopted ones among them.
  std::size_t spawn_at_start = 0;
  /// More machines when slaves come near their limit; those made so end when they are not needed.
  bool autoscale = false;
  std::chrono::seconds idle_stop{600};  // without users; 0 = never
  std::chrono::seconds lifetime{86'400};
  std::chrono::seconds boot_limit{300};   // from the order until it runs
  std::chrono::seconds join_limit{120};   // then until its slave is here
  std::chrono::seconds drain_limit{120};  // for its users to move
  RetryLimits retries;
  std::uint64_t seed = 1;  // of the jitter
};

}  // namespace acrida
