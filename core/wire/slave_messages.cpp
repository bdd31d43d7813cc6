// SlaveMessages: the data of each message from a slave, written and read.
#include "core/wire/slave_messages.hpp"

#include <algorithm>
#include <array>

#include "core/wire/beat_data.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/row_message_data.hpp"
#include "core/wire/stats_decoder.hpp"
#include "core/wire/stats_encoder.hpp"
#include "core/wire/type_name.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

void write_data(Writer& out, const ClientReady& message, std::string_view) {
  if (message.skip_version_check) {
    out.integer(-1);
  } else {
    out.text(message.version);
  }
}

void write_data(Writer& out, const Heartbeat& message, std::string_view) {
  out.map(message.info ? 4 : 3);
  out.key("state").text(message.state);
  out.key("current_cpu_usage").number(message.cpu_percent);
  out.key("current_memory_usage").count(message.memory_bytes);
  if (!message.info) return;
  const bool has_machine = !message.info->machine.empty();
  out.key("acrida").map(5u + (message.beat ? 1 : 0) + (has_machine ? 1 : 0));
  out.key("version").text(message.info->version);
  out.key("cores").count(message.info->cores);
  out.key("pid").count(message.info->pid);
  out.key("descriptors").count(message.info->descriptors);
  out.key("ports").count(message.info->ports);
  if (has_machine) out.key("machine").text(message.info->machine);
  if (message.beat) write_beat(out.key("beat"), *message.beat);
}

void write_data(Writer& out, const StatsReport& message, std::string_view) {
  write_stats(out, message);
}

void write_data(Writer& out, const Spawning&, std::string_view) {
  out.nil();
}

void write_data(Writer& out, const SlaveSpawned& message, std::string_view) {
  const std::uint64_t users = total_users(message.user_counts);
  out.map(3);
  out.key("user_classes_count").user_counts(message.user_counts);
  out.key("user_count").count(users);
  out.key("count").count(users);  // what boomer and locust4j call it
}

void write_data(Writer& out, const ClientStopped& message, std::string_view) {
  if (message.epoch == 0) return out.nil();
  out.map(1);
  out.key("acrida").map(2);
  out.key("epoch").count(message.epoch);
  out.key("sequence").count(message.sequence);
}

void write_data(Writer& out, const ExceptionReport& message, std::string_view) {
  out.map(3);
  out.key("msg").text(message.message);
  out.key("traceback").text(message.traceback);
  out.key("acrida").map(1u + (message.is_crash ? 1 : 0) + (message.from_hook ? 1 : 0));
  out.key("count").count(message.count);
  if (message.is_crash) out.key("crash").count(1);
  if (message.from_hook) out.key("from_hook").count(1);
}

void write_data(Writer& out, const StopTestRequest& message, std::string_view) {
  out.map(2);
  out.key("reason").text(message.reason);
  out.key("epoch").count(message.epoch);
}

void write_data(Writer& out, const LogReport& message, std::string_view node_id) {
  out.map(2);
  out.key("worker_id").text(node_id);
  out.key("logs").array(message.lines.size());
  for (const std::string& line : message.lines) out.text(line);
}

void write_data(Writer& out, const LocustfileRequest& message, std::string_view) {
  out.map(1);
  out.key("version").text(message.version);
}

void write_data(Writer& out, const SlaveQuit&, std::string_view) {
  out.nil();
}

void write_data(Writer& out, const RunRefused& message, std::string_view) {
  out.map(1);
  out.key("reason").text(message.reason);
}

void write_data(Writer& out, const Custom& message, std::string_view) {
  write_value(out, message.data_msgpack);
}

namespace {

ClientReady read_client_ready(Reader& in) {
  ClientReady ready;
  if (in.next_is_text()) {
    ready.version = in.text();
  } else if (!in.take_nil()) {
    in.number();
    ready.skip_version_check = true;
  }
  return ready;
}

void read_own_fields(Reader& in, Heartbeat& heartbeat) {
  SlaveInfo& info = heartbeat.info.emplace();
  in.fields([&](std::string_view key) {
    if (key == "version") {
      info.version = in.text();
    } else if (key == "cores") {
      info.cores = static_cast<std::uint32_t>(in.count(UINT32_MAX));
    } else if (key == "pid") {
      info.pid = in.count();
    } else if (key == "descriptors") {
      info.descriptors = in.count();
    } else if (key == "ports") {
      info.ports = in.count();
    } else if (key == "machine") {
      info.machine = in.text();
    } else if (key == "beat") {
      heartbeat.beat = read_beat(in);
    } else {
      return false;
    }
    return true;
  });
}

Heartbeat read_heartbeat(Reader& in) {
  Heartbeat heartbeat;
  bool has_state = false;
  in.fields([&](std::string_view key) {
    if (key == "state") {
      heartbeat.state = in.text();
      has_state = true;
    } else if (key == "current_cpu_usage") {
      if (!in.take_nil()) heartbeat.cpu_percent = std::max(0.0, in.number());
    } else if (key == "current_memory_usage") {
      if (!in.take_nil()) heartbeat.memory_bytes = in.count();
    } else if (key == "acrida") {
      read_own_fields(in, heartbeat);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("state");
  if (!has_state) in.fail("is missing");
  return heartbeat;
}

ClientStopped read_client_stopped(Reader& in) {
  ClientStopped stopped;
  if (!in.next_is_map()) {  // Locust's nil, or anything
    in.skip();
    return stopped;
  }
  in.fields([&](std::string_view key) {
    if (key != "acrida") return false;
    in.fields([&](std::string_view own_key) {
      if (own_key == "epoch")
        stopped.epoch = in.count(UINT64_MAX);
      else if (own_key == "sequence")
        stopped.sequence = in.count(UINT64_MAX);
      else
        return false;
      return true;
    });
    return true;
  });
  return stopped;
}

SlaveSpawned read_slave_spawned(Reader& in) {
  SlaveSpawned spawned;
  bool has_users = false;
  in.fields([&](std::string_view key) {
    if (key != "user_classes_count") return false;
    spawned.user_counts = read_user_counts(in);
    has_users = true;
    return true;
  });
  in.set_place("user_classes_count");
  if (!has_users) in.fail("is missing");
  return spawned;
}

ExceptionReport read_exception(Reader& in) {
  ExceptionReport report;
  in.fields([&](std::string_view key) {
    if (key == "msg") {
      report.message = in.text();
    } else if (key == "traceback") {
      report.traceback = in.text();
    } else if (key == "acrida") {
      in.fields([&](std::string_view own_key) {
        if (own_key == "count")
          report.count = in.count();
        else if (own_key == "crash")
          report.is_crash = in.count() > 0;
        else if (own_key == "from_hook")
          report.from_hook = in.count() > 0;
        else
          return false;
        return true;
      });
    } else {
      return false;
    }
    return true;
  });
  return report;
}

StopTestRequest read_stop_test(Reader& in) {
  StopTestRequest request;
  in.fields([&](std::string_view key) {
    if (key == "reason") {
      request.reason = in.text();
    } else if (key == "epoch") {
      request.epoch = in.count(UINT64_MAX);
    } else {
      return false;
    }
    return true;
  });
  return request;
}

LogReport read_logs(Reader& in) {
  LogReport report;
  in.fields([&](std::string_view key) {
    if (key != "logs") return false;
    report.lines.clear();
    for (std::uint32_t lines = in.array(kMaxEntriesPerReport); lines > 0; --lines) {
      report.lines.emplace_back(in.text());
    }
    return true;
  });
  return report;
}

LocustfileRequest read_locustfile_request(Reader& in) {
  LocustfileRequest request;
  in.fields([&](std::string_view key) {
    if (key != "version" || !in.next_is_text()) return false;
    request.version = in.text();
    return true;
  });
  return request;
}

RunRefused read_refusal(Reader& in) {
  RunRefused refusal;
  in.fields([&](std::string_view key) {
    if (key != "reason") return false;
    refusal.reason = in.text();
    return true;
  });
  return refusal;
}

template <class Message>
FromSlave read_nothing(Reader& in) {
  in.skip();
  return Message{};
}

struct Kind {
  std::string_view type;
  FromSlave (*read)(Reader&);
};

constexpr std::array<Kind, 16> kKinds = {{
    {kTypeName<StatsReport>, [](Reader& in) -> FromSlave { return read_stats(in); }},
    {kTypeName<Heartbeat>, [](Reader& in) -> FromSlave { return read_heartbeat(in); }},
    {kTypeName<ClientReady>, [](Reader& in) -> FromSlave { return read_client_ready(in); }},
    {kTypeName<Spawning>, read_nothing<Spawning>},
    {kTypeName<SlaveSpawned>, [](Reader& in) -> FromSlave { return read_slave_spawned(in); }},
    {kTypeName<ClientStopped>, [](Reader& in) -> FromSlave { return read_client_stopped(in); }},
    {kTypeName<ExceptionReport>, [](Reader& in) -> FromSlave { return read_exception(in); }},
    {kTypeName<StopTestRequest>, [](Reader& in) -> FromSlave { return read_stop_test(in); }},
    {kTypeName<LogReport>, [](Reader& in) -> FromSlave { return read_logs(in); }},
    {kTypeName<LocustfileRequest>,
     [](Reader& in) -> FromSlave { return read_locustfile_request(in); }},
    {kTypeName<SlaveQuit>, read_nothing<SlaveQuit>},
    {kTypeName<RunRefused>, [](Reader& in) -> FromSlave { return read_refusal(in); }},
    {kTypeName<RowsWanted>, [](Reader& in) -> FromSlave { return read_rows_wanted(in); }},
    {kTypeName<RowsOpen>, [](Reader& in) -> FromSlave { return read_rows_open(in); }},
    {kTypeName<RowsSettled>, [](Reader& in) -> FromSlave { return read_rows_settled(in); }},
    {kTypeName<RowsLost>, read_nothing<RowsLost>},
}};

}  // namespace

FromSlave read_slave_message(Reader& in, std::string_view type) {
  for (const Kind& kind : kKinds) {
    if (kind.type == type) return kind.read(in);
  }
  return Custom{std::string(type), std::string(in.raw())};
}

}  // namespace acrida::wire
