// HealthData: the map `health` of a `stats` message.
#pragma once

#include "core/stats/generator_health.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_health(Writer& out, const GeneratorHealth& health);
/// The inverse.
GeneratorHealth read_health(Reader& in);

}  // namespace acrida::wire
