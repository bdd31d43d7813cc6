// MetricRows: the list `metrics` of a `stats` message.
#pragma once

#include <vector>

#include "core/stats/metric_delta.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_metrics(Writer& out, const std::vector<MetricDelta>& metrics);
/// The inverse. Rows of a kind that is not known are left out.
std::vector<MetricDelta> read_metrics(Reader& in);

}  // namespace acrida::wire
