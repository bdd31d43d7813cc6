// StatsEncoder: writes the data of a `stats` message.
#pragma once

#include "core/wire/message.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_stats(Writer& out, const StatsReport& report);

/// Flat [bucket, count, ...]; each bucket is written as its distance from the one before.
void write_histogram(Writer& out, const SparseHistogram& histogram);

}  // namespace acrida::wire
