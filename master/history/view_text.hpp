// ViewText: what of a RunView is no statistics, as JSON.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Rows, metrics, errors, exceptions, history and details are left out: they are made of the entries.
std::string view_text(const RunView& view);
Result<RunView> parse_view(std::string_view json);

}  // namespace acrida
