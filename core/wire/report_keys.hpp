// ReportKeys: the keys of a `stats` message that are the protocol's own.
#pragma once

#include <string_view>

namespace acrida::wire {

/// User code may not attach data under these names.
constexpr bool is_report_key(std::string_view name) {
  return name == "acrida" || name == "stats" || name == "stats_total" || name == "errors" ||
         name == "user_classes_count" || name == "user_count";
}

}  // namespace acrida::wire
