// EnrolmentToken: the secret with which a new slave makes its key known.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// Takes ACRIDA_ENROLMENT_TOKEN out of the environment, so that neither the processes that are
/// started later nor /proc show it; without it the first line of `file`; empty without both. The
/// error does not show the token. Before any thread is started.
Result<std::string> take_enrolment_token(const std::string& file);

}  // namespace acrida
