// BeatData: what heartbeats carry between Acrida's master and slaves, written and read.
#pragma once

#include "core/wire/message.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_beat(Writer& out, const Beat& beat);
Beat read_beat(Reader& in);
void write_receipt(Writer& out, const Receipt& receipt);
Receipt read_receipt(Reader& in);

}  // namespace acrida::wire
