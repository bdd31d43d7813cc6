// BeatData: what heartbeats carry between Acrida's master and slaves, written and read.
#include "core/wire/beat_data.hpp"

#include <algorithm>

#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

void write_beat(Writer& out, const Beat& beat) {
  out.map(7u + (beat.stopping ? 1 : 0) + (beat.users.empty() ? 0 : 1));
  out.key("number").count(beat.number);
  out.key("sent_at").seconds(beat.sent_at);
  out.key("answered").seconds(beat.answered);
  constexpr std::int64_t kMost = kMaxCount;
  out.key("held_ns").count(
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(beat.held.count(), 0, kMost)));
  out.key("epoch").count(beat.epoch);
  out.key("sequence").count(beat.sequence);
  out.key("spawned").seconds(beat.spawned);
  if (beat.stopping) out.key("stopping").count(1);
  if (!beat.users.empty()) out.key("users").user_counts(beat.users);
}

Beat read_beat(Reader& in) {
  Beat beat;
  in.fields([&](std::string_view key) {
    if (key == "number")
      beat.number = in.count();
    else if (key == "sent_at")
      beat.sent_at = read_wall_time(in);
    else if (key == "answered")
      beat.answered = read_wall_time(in);
    else if (key == "held_ns")
      beat.held = std::chrono::nanoseconds(static_cast<std::int64_t>(in.count()));
    else if (key == "epoch")
      beat.epoch = in.count(UINT64_MAX);
    else if (key == "sequence")
      beat.sequence = in.count(UINT64_MAX);
    else if (key == "spawned")
      beat.spawned = read_wall_time(in);
    else if (key == "stopping")
      beat.stopping = in.count() > 0;
    else if (key == "users")
      beat.users = read_user_counts(in);
    else
      return false;
    return true;
  });
  return beat;
}

void write_receipt(Writer& out, const Receipt& receipt) {
  out.map(5);
  out.key("number").count(receipt.number);
  out.key("time").seconds(receipt.time);
  out.key("epoch").count(receipt.epoch);
  out.key("received").count(receipt.received);
  out.key("kept").count(receipt.kept);
}

Receipt read_receipt(Reader& in) {
  Receipt receipt;
  in.fields([&](std::string_view key) {
    if (key == "number")
      receipt.number = in.count();
    else if (key == "time")
      receipt.time = read_wall_time(in);
    else if (key == "epoch")
      receipt.epoch = in.count(UINT64_MAX);
    else if (key == "received")
      receipt.received = in.count(UINT64_MAX);
    else if (key == "kept")
      receipt.kept = in.count(UINT64_MAX);
    else
      return false;
    return true;
  });
  return receipt;
}

}  // namespace acrida::wire
