// MasterMessages: the data of each message from the master, written and read.
#include "core/wire/master_messages.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "core/wire/beat_data.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/row_message_data.hpp"
#include "core/wire/scenario_data.hpp"
#include "core/wire/type_name.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

void write_data(Writer& out, const Ack& message, std::string_view) {
  if (!message.index && !message.info) return out.nil();
  out.map((message.index ? 1u : 0u) + (message.info ? 1u : 0u));
  if (message.index) out.key("index").count(*message.index);
  if (!message.info) return;
  out.key("acrida").map(3);
  out.key("version").text(message.info->version);
  out.key("test_path").text(message.info->test_path);
  out.key("test_hash").text(message.info->test_hash);
}

namespace {

/// Locust workers make a set of what is in these two: they must be lists.
void write_option(Writer& out, std::string_view name, std::string_view value) {
  out.text(name);
  if (name != "tags" && name != "exclude_tags") return out.text(value);
  if (value.empty()) {
    out.array(0);
    return;
  }
  out.array(static_cast<std::size_t>(std::count(value.begin(), value.end(), ',')) + 1);
  for (;;) {
    const std::size_t comma = value.find(',');
    out.text(value.substr(0, comma));
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

}  // namespace

void write_data(Writer& out, const Spawn& message, std::string_view) {
  out.map(6);
  out.key("timestamp").seconds(message.timestamp);
  out.key("user_classes_count").user_counts(message.user_counts);
  out.key("host");
  if (message.host) {
    out.text(*message.host);
  } else {
    out.nil();
  }
  out.key("stop_timeout");
  if (message.stop_timeout_s) {
    out.number(*message.stop_timeout_s);
  } else {
    out.nil();
  }
  out.key("parsed_options").map(message.options.size());
  for (const auto& [name, value] : message.options) write_option(out, name, value);
  out.key("acrida").map(1u + (message.data_hashes.empty() ? 0 : 1) +
                        (message.scenarios.empty() ? 0 : 2));
  out.key("epoch").count(message.epoch);
  if (!message.scenarios.empty()) {
    write_scenarios(out.key("scenarios"), message.scenarios);
    out.key("scenarios_start").seconds(message.scenarios_start);
  }
  if (message.data_hashes.empty()) return;
  out.key("data_hashes").array(message.data_hashes.size());
  for (const std::string& hash : message.data_hashes) out.text(hash);
}

void write_data(Writer& out, const Stop&, std::string_view) {
  out.nil();
}
void write_data(Writer& out, const MasterQuit&, std::string_view) {
  out.nil();
}
void write_data(Writer& out, const HeartbeatReply& message, std::string_view) {
  if (!message.receipt) return out.nil();
  out.map(1);
  write_receipt(out.key("acrida"), *message.receipt);
}
void write_data(Writer& out, const Reconnect&, std::string_view) {
  out.nil();
}

void write_data(Writer& out, const RampComplete& message, std::string_view) {
  out.map(1);
  out.key("user_count").count(message.user_count);
}

namespace {

MasterInfo read_master_info(Reader& in) {
  MasterInfo info;
  in.fields([&](std::string_view key) {
    if (key == "version") {
      info.version = in.text();
    } else if (key == "test_path") {
      info.test_path = in.text();
    } else if (key == "test_hash") {
      info.test_hash = in.text();
    } else {
      return false;
    }
    return true;
  });
  return info;
}

Ack read_ack(Reader& in) {
  Ack ack;
  if (in.take_nil()) return ack;
  in.fields([&](std::string_view key) {
    if (key == "index") {
      if (!in.take_nil()) ack.index = in.count();
    } else if (key == "acrida") {
      ack.info = read_master_info(in);
    } else {
      return false;
    }
    return true;
  });
  return ack;
}

std::string number_text(double value) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.15g", value);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

/// An option as text: a Locust master sends numbers, booleans and lists as well. What has no text
/// form (nil, a map) is nothing.
std::optional<std::string> read_option(Reader& in) {
  if (in.next_is_text()) return std::string(in.text());
  if (in.next_is_number()) return number_text(in.number());
  if (in.next_is_bool()) return std::string(in.boolean() ? "true" : "false");
  if (!in.next_is_array()) {
    in.skip();
    return std::nullopt;
  }
  std::string joined;
  for (std::uint32_t left = in.array(kMaxEntriesPerReport); left > 0; --left) {
    if (!in.next_is_text()) {
      in.skip();
      continue;
    }
    if (!joined.empty()) joined += ',';
    joined += in.text();
    if (joined.size() > kMaxTextBytes) in.fail("is too long");
  }
  return joined;
}

void read_options(Reader& in, std::map<std::string, std::string>& options) {
  options.clear();
  for (std::uint32_t pairs = in.map(kMaxEntriesPerReport); pairs > 0; --pairs) {
    std::string name(in.text());
    if (auto value = read_option(in)) options[std::move(name)] = std::move(*value);
  }
}

double read_stop_timeout(Reader& in) {
  constexpr double kMaxSeconds = 1e6;  // 11 days
  const double seconds = in.number();
  if (seconds < 0 || seconds > kMaxSeconds) in.fail("is out of range");
  return seconds;
}

void read_own_fields(Reader& in, Spawn& spawn) {
  in.fields([&](std::string_view key) {
    if (key == "epoch") {
      spawn.epoch = in.count(UINT64_MAX);
    } else if (key == "data_hashes") {
      spawn.data_hashes.clear();
      for (std::uint32_t left = in.array(kMaxEntriesPerReport); left > 0; --left)
        spawn.data_hashes.emplace_back(in.text());
    } else if (key == "scenarios") {
      spawn.scenarios = read_scenarios(in);
    } else if (key == "scenarios_start") {
      spawn.scenarios_start = read_wall_time(in);
    } else {
      return false;
    }
    return true;
  });
}

Spawn read_spawn(Reader& in) {
  Spawn spawn;
  bool has_time = false;
  bool has_users = false;
  in.fields([&](std::string_view key) {
    if (key == "timestamp") {
      spawn.timestamp = read_wall_time(in);
      has_time = true;
    } else if (key == "user_classes_count") {
      spawn.user_counts = read_user_counts(in);
      has_users = true;
    } else if (key == "host") {
      if (!in.take_nil()) spawn.host = in.text();
    } else if (key == "stop_timeout") {
      if (!in.take_nil()) spawn.stop_timeout_s = read_stop_timeout(in);
    } else if (key == "parsed_options") {
      if (!in.take_nil()) read_options(in, spawn.options);
    } else if (key == "acrida") {
      read_own_fields(in, spawn);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("timestamp");
  if (!has_time) in.fail("is missing");
  in.set_place("user_classes_count");
  if (!has_users) in.fail("is missing");
  return spawn;
}

HeartbeatReply read_heartbeat_reply(Reader& in) {
  HeartbeatReply reply;
  if (!in.next_is_map()) {  // Locust's nil, or anything
    in.skip();
    return reply;
  }
  in.fields([&](std::string_view key) {
    if (key != "acrida") return false;
    reply.receipt = read_receipt(in);
    return true;
  });
  return reply;
}

RampComplete read_ramp_complete(Reader& in) {
  RampComplete complete;
  in.fields([&](std::string_view key) {
    if (key != "user_count") return false;
    complete.user_count = in.count();
    return true;
  });
  return complete;
}

template <class Message>
FromMaster read_nothing(Reader& in) {
  in.skip();
  return Message{};
}

struct Kind {
  std::string_view type;
  FromMaster (*read)(Reader&);
};

constexpr std::array<Kind, 9> kKinds = {{
    {kTypeName<HeartbeatReply>, [](Reader& in) -> FromMaster { return read_heartbeat_reply(in); }},
    {kTypeName<Spawn>, [](Reader& in) -> FromMaster { return read_spawn(in); }},
    {kTypeName<Ack>, [](Reader& in) -> FromMaster { return read_ack(in); }},
    {kTypeName<Stop>, read_nothing<Stop>},
    {kTypeName<MasterQuit>, read_nothing<MasterQuit>},
    {kTypeName<RampComplete>, [](Reader& in) -> FromMaster { return read_ramp_complete(in); }},
    {kTypeName<Reconnect>, read_nothing<Reconnect>},
    {kTypeName<RowsGranted>, [](Reader& in) -> FromMaster { return read_rows_granted(in); }},
    {kTypeName<RowsOpened>, [](Reader& in) -> FromMaster { return read_rows_opened(in); }},
}};

}  // namespace

FromMaster read_master_message(Reader& in, std::string_view type) {
  for (const Kind& kind : kKinds) {
    if (kind.type == type) return kind.read(in);
  }
  return Custom{std::string(type), std::string(in.raw())};
}

}  // namespace acrida::wire
