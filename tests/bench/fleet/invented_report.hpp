// invented_report: what a slave under load would report of one second.
#pragma once

#include <cstdint>

#include "core/wire/message.hpp"

namespace acrida::tests {

/// Requests of each name in each report: what 2,000 slaves do together is 4 million a second with 100 names.
inline constexpr std::uint64_t kRequestsPerName = 20;

/// `names` rows of kRequestsPerName requests, with times around 20 ms that differ from report to report.
wire::StatsReport invented_report(std::size_t names, std::uint64_t epoch, std::uint64_t sequence,
                                  const UserCounts& users, WallTime taken_at);

}  // namespace acrida::tests
