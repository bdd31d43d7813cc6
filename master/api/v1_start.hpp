// V1Start: the body of /api/v1/run/start as a StartCommand.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "master/api/start_fields.hpp"

namespace acrida {

/// {users, spawn_rate, host, run_time, stop_timeout, user_classes, shape, rate, poisson, tags,
/// exclude_tags, thresholds, arguments}. Lists that are there and empty mean none. What is wrong with
/// a threshold is the field "thresholds.0" and so on.
std::variant<StartCommand, FieldError> v1_start(std::string_view body,
                                                const std::vector<ArgumentSpec>& specs);

}  // namespace acrida
