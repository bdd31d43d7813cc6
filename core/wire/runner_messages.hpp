// Runner messages: what an agent tells its runner beside what its master tells it.
#pragma once

#include <string_view>

namespace acrida::wire {

/// The type of a Custom message without data: from now on the runner creates no user, whatever a
/// `spawn` says. No test has a message of this name.
inline constexpr std::string_view kRetire = "acrida_retire";

}  // namespace acrida::wire
