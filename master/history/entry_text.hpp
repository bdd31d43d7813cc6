// EntryText: the standings of a run as JSON, and the whole of an entry as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "master/run/journal_entry.hpp"

namespace acrida {

/// Times in the file are microseconds since 1970.
std::int64_t us_of(WallTime time);
/// Of any number: times before 1970 or beyond 2200 become those.
WallTime time_of_us(std::int64_t us);

std::string json_of(const RunStanding& run);
Result<RunStanding> parse_run(std::string_view json);

std::string json_of(const SlaveStanding& slave);
Result<SlaveStanding> parse_slave(std::string_view json);

/// Everything of an entry but the standings, compressed: a JSON object and the sums as slaves report
/// them, each block after its size.
std::string bytes_of(const JournalEntry& entry);
Result<JournalEntry> parse_entry(std::string_view bytes);

/// Makes one entry of two that follow each other.
void append(JournalEntry& entry, const JournalEntry& next);

}  // namespace acrida
