// Rate: events per second as people write them.
#pragma once

#include <string_view>

#include "core/base/result.hpp"

namespace acrida {

/// "500", "500/s", "90/m", "7200/h": per second, above 0 and at most 10,000,000. The error names
/// the text and what is allowed.
Result<double> parse_rate(std::string_view text);

}  // namespace acrida
