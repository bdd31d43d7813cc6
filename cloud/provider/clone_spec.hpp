// CloneSpec: the machine that is to be made.
#pragma once

#include <cstdint>
#include <string>

#include "cloud/provider/cloud_tags.hpp"

namespace acrida {

/// What a new machine must be told so that its slaves find their master by themselves.
struct SlaveBoot {
  std::string master_host;
  std::uint16_t master_port = 0;
  std::string master_key = {};       // "" = the link is plain
  std::string enrolment_token = {};  // secret: never logged, shown or put into tags
  bool insecure = false;             // plain beyond this machine: the slave must agree
};

struct CloneSpec {
  std::string template_id;
  std::string name;   // unique in the fleet; letters, digits and hyphens
  std::string token;  // the client token, and what the slaves call their machine
  CloudTags tags;     // all of them, at once with the creation
  SlaveBoot boot;
};

/// The machine with these tags is what an earlier call with this spec has made.
bool is_made_for(const CloneSpec& spec, const CloudTags& tags);

}  // namespace acrida
