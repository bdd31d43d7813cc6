// ShapeSpec: the ready-made load shapes as they are written on the command
// line.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <acrida/load_shape.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// Makes a shape for each run, always the same.
using ShapeMaker = std::function<std::unique_ptr<LoadShape>()>;

/// "stages:1m:100,5m:100,30s:0", "steps:users=10,every=30s,for=10m",
/// "spike:base=10,peak=200,at=2m,hold=30s,for=5m",
/// "double-wave:min=20,first=60,second=40,for=10m". All values must be given,
/// but rate= of the steps (users per second within a step). The error says in
/// one line what is wrong and how the shape is written.
Result<ShapeMaker> parse_shape_spec(std::string_view text);

/// It has a colon, which no name of a plugin's shape has.
bool is_shape_spec(std::string_view text);

}  // namespace acrida
