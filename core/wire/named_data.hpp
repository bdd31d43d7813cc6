// NamedData: what user code attaches to a report, written and read.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/wire/director_message.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

inline constexpr std::size_t kMaxNamedValues = 64;
inline constexpr std::size_t kMaxNamedValueBytes = 64u << 10;

/// The pairs of a map whose head is written already. A value that is no msgpack is written as nil.
void write_named_data(Writer& out, const NamedData& values);
/// Takes the next value as it is. False, with nothing read, when there are too many already; a
/// value that is too large is skipped.
bool read_named_value(Reader& in, std::string_view name, NamedData& values);

}  // namespace acrida::wire
