// SlaveMessages: the data of each message from a slave, written and read.
#pragma once

#include <string_view>

#include "core/wire/message.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

void write_data(Writer& out, const ClientReady& message, std::string_view node_id);
void write_data(Writer& out, const Heartbeat& message, std::string_view node_id);
void write_data(Writer& out, const StatsReport& message, std::string_view node_id);
void write_data(Writer& out, const Spawning& message, std::string_view node_id);
void write_data(Writer& out, const SlaveSpawned& message, std::string_view node_id);
void write_data(Writer& out, const ClientStopped& message, std::string_view node_id);
void write_data(Writer& out, const ExceptionReport& message, std::string_view node_id);
void write_data(Writer& out, const StopTestRequest& message, std::string_view node_id);
void write_data(Writer& out, const LogReport& message, std::string_view node_id);
void write_data(Writer& out, const LocustfileRequest& message, std::string_view node_id);
void write_data(Writer& out, const SlaveQuit& message, std::string_view node_id);
void write_data(Writer& out, const RunRefused& message, std::string_view node_id);
void write_data(Writer& out, const RowsWanted& message, std::string_view node_id);
void write_data(Writer& out, const RowsOpen& message, std::string_view node_id);
void write_data(Writer& out, const RowsSettled& message, std::string_view node_id);
void write_data(Writer& out, const RowsLost& message, std::string_view node_id);
/// Data that is not exactly one msgpack value is sent as nil. In both directions.
void write_data(Writer& out, const Custom& message, std::string_view node_id);

/// Reads the data of a message of this type.
FromSlave read_slave_message(Reader& in, std::string_view type);

}  // namespace acrida::wire
