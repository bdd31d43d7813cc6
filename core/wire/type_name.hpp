// TypeName: what each message is called on the wire.
#pragma once

#include <string_view>

#include "core/wire/code_messages.hpp"
#include "core/wire/message.hpp"

namespace acrida::wire {

/// Not for Custom, which carries its own.
template <class Message>
inline constexpr std::string_view kTypeName{};

template <>
inline constexpr std::string_view kTypeName<ClientReady> = "client_ready";
template <>
inline constexpr std::string_view kTypeName<Heartbeat> = "heartbeat";
template <>
inline constexpr std::string_view kTypeName<StatsReport> = "stats";
template <>
inline constexpr std::string_view kTypeName<Spawning> = "spawning";
template <>
inline constexpr std::string_view kTypeName<SlaveSpawned> = "spawning_complete";
template <>
inline constexpr std::string_view kTypeName<ClientStopped> = "client_stopped";
template <>
inline constexpr std::string_view kTypeName<ExceptionReport> = "exception";
template <>
inline constexpr std::string_view kTypeName<StopTestRequest> = "acrida_stop_test";
template <>
inline constexpr std::string_view kTypeName<LogReport> = "logs";
template <>
inline constexpr std::string_view kTypeName<LocustfileRequest> = "locustfile";
template <>
inline constexpr std::string_view kTypeName<SlaveQuit> = "quit";
template <>
inline constexpr std::string_view kTypeName<RunRefused> = "acrida_refused";
template <>
inline constexpr std::string_view kTypeName<RowsWanted> = "acrida_rows_wanted";
template <>
inline constexpr std::string_view kTypeName<RowsOpen> = "acrida_rows_open";
template <>
inline constexpr std::string_view kTypeName<RowsSettled> = "acrida_rows_settled";
template <>
inline constexpr std::string_view kTypeName<RowsLost> = "acrida_rows_lost";

template <>
inline constexpr std::string_view kTypeName<Ack> = "ack";
template <>
inline constexpr std::string_view kTypeName<Spawn> = "spawn";
template <>
inline constexpr std::string_view kTypeName<Stop> = "stop";
template <>
inline constexpr std::string_view kTypeName<MasterQuit> = "quit";
template <>
inline constexpr std::string_view kTypeName<HeartbeatReply> = "heartbeat";
template <>
inline constexpr std::string_view kTypeName<RampComplete> = "spawning_complete";
template <>
inline constexpr std::string_view kTypeName<Reconnect> = "reconnect";
template <>
inline constexpr std::string_view kTypeName<RowsGranted> = "acrida_rows_granted";
template <>
inline constexpr std::string_view kTypeName<RowsOpened> = "acrida_rows_opened";

template <>
inline constexpr std::string_view kTypeName<CodeWanted> = "acrida_code_wanted";
template <>
inline constexpr std::string_view kTypeName<ChunkWanted> = "acrida_chunk_wanted";
template <>
inline constexpr std::string_view kTypeName<CodeManifest> = "acrida_code";
template <>
inline constexpr std::string_view kTypeName<CodeChunk> = "acrida_chunk";

template <class Message>
std::string_view type_name_of(const Message&) {
  return kTypeName<Message>;
}
inline std::string_view type_name_of(const Custom& message) {
  return message.type;
}

}  // namespace acrida::wire
