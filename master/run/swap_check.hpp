// swap_refusal(): whether a run can go on with another version of its test.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "master/run/run_settings.hpp"

namespace acrida {

/// Why users of both versions cannot be in one run whose users are of these classes: one line, or
/// nothing when they can. What is new in the new version waits for the next run. Pure.
std::optional<std::string> swap_refusal(const RunSettings& old_test, const RunSettings& new_test,
                                        const std::vector<std::string>& classes);

}  // namespace acrida
