// SeedImage: the disk on which a virtual machine finds what it is told.
#pragma once

#include <string>

#include "cloud/provider/clone_spec.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// The bytes of an ISO 9660 image, label cidata: slave.env for the templates of `acrida cloud template
/// build`, user-data and meta-data for those with cloud-init (its NoCloud). It has secrets. libarchive
/// is loaded for it; the error is one line.
Result<std::string> seed_image(const CloneSpec& spec);

}  // namespace acrida
