// provider_contract: what every CloudProvider does, whatever its cloud.
#pragma once

#include <functional>
#include <string>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida::tests {

struct ContractSetup {
  std::string template_id;   // "" = the first one that is found by `tag`
  TemplateTag tag = {};      // of a template that is there
  std::string foreign = {};  // id of a machine without our tags that is there; "" = none
  SlaveBoot boot = {.master_host = "127.0.0.1",
                    .master_port = 9};  // a master that need not be there
  std::string run = "c1";               // a part of names: letters and digits
  std::chrono::seconds patience{60};    // for a machine to run, stop or vanish
};

/// Makes two machines and ends them; fails the current test when something is not as
/// cloud_provider.hpp says. Nothing of it is left, also when it fails.
void check_provider_contract(CloudProvider& provider, const ContractSetup& setup);

}  // namespace acrida::tests
