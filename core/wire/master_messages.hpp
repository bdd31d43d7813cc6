// MasterMessages: the data of each message from the master, written and read.
#pragma once

#include <string_view>

#include "core/wire/message.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_data(Writer& out, const Ack& message, std::string_view node_id);
void write_data(Writer& out, const Spawn& message, std::string_view node_id);
void write_data(Writer& out, const Stop& message, std::string_view node_id);
void write_data(Writer& out, const MasterQuit& message, std::string_view node_id);
void write_data(Writer& out, const HeartbeatReply& message, std::string_view node_id);
void write_data(Writer& out, const RampComplete& message, std::string_view node_id);
void write_data(Writer& out, const Reconnect& message, std::string_view node_id);
void write_data(Writer& out, const RowsGranted& message, std::string_view node_id);
void write_data(Writer& out, const RowsOpened& message, std::string_view node_id);

/// Reads the data of a message of this type.
FromMaster read_master_message(Reader& in, std::string_view type);

}  // namespace acrida::wire
