// sample_clone: a machine to be made, of the fleet "f".
#pragma once

#include <string>

#include "cloud/provider/clone_spec.hpp"

namespace acrida::tests {

inline CloneSpec sample_clone(const std::string& template_id, const std::string& token = "k-0") {
  return {.template_id = template_id,
          .name = "acrida-" + token,
          .token = token,
          .tags = {{cloud_tag::kRole, cloud_tag::kSlave},
                   {cloud_tag::kFleet, "f"},
                   {cloud_tag::kToken, token}},
          .boot = {.master_host = "10.0.0.1", .master_port = 5557, .enrolment_token = "secret"}};
}

}  // namespace acrida::tests
