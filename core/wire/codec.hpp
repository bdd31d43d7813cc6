// The codec: messages to msgpack frames and back. The only place that knows msgpack.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/wire/message.hpp"

namespace acrida::wire {

/// Bounds on what a peer can make us hold. A frame over a limit is an error, never a partial value.
inline constexpr std::size_t kMaxFrameBytes = 16u << 20;
inline constexpr std::size_t kMaxTextBytes = 64u << 10;      // names, messages, tracebacks
inline constexpr std::size_t kMaxEntriesPerReport = 20'000;  // rows, errors, classes, options
inline constexpr std::size_t kMaxNestingDepth = 32;

/// One frame: the msgpack array [type, data, node_id]. Reentrant, keeps no state.
std::string encode(const FromSlave& message, std::string_view node_id);
std::string encode(const FromMaster& message, std::string_view node_id);

/// Never throws and never reads past the frame; unknown map keys are skipped; integers may come as
/// floats and in non-minimal form; text that is not UTF-8 is an error. The error names the place:
/// "stats: num_requests is not a number".
Result<Envelope<FromSlave>> decode_from_slave(std::string_view frame);
Result<Envelope<FromMaster>> decode_from_master(std::string_view frame);

/// The message's name on the wire, for logs: "client_ready", "stats", ...
std::string_view type_name(const FromSlave& message);
std::string_view type_name(const FromMaster& message);

}  // namespace acrida::wire
