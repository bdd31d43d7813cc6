// StatsDecoder: reads the data of a `stats` message, ours or a Locust worker's.
#pragma once

#include "core/wire/message.hpp"
#include "core/wire/reader.hpp"

namespace acrida::wire {

StatsReport read_stats(Reader& in);

}  // namespace acrida::wire
