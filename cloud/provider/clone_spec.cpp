// CloneSpec: the machine that is to be made.
#include "cloud/provider/clone_spec.hpp"

namespace acrida {

bool is_made_for(const CloneSpec& spec, const CloudTags& tags) {
  return tag_of(tags, cloud_tag::kToken) == spec.token &&
         is_ours(tags, tag_of(spec.tags, cloud_tag::kFleet));
}

}  // namespace acrida
