// json_or_yaml: one tree for two notations.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// Reads JSON, or else YAML, whose aliases are expanded to at most kMaxYamlValues values. The error
/// is one line.
Result<boost::json::value> json_or_yaml(std::string_view text);
inline constexpr int kMaxYamlValues = 1'000'000;

}  // namespace acrida
