// EntryText: the standings of a run as JSON, and the whole of an entry as bytes.
#include "master/history/entry_text.hpp"

#include <algorithm>
#include <zlib.h>

#include <boost/json.hpp>

#include "core/wire/codec.hpp"
#include "core/wire/report_split.hpp"
#include "master/run/marker_log.hpp"
#include "master/run/report_sum.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEntryBytes = 1u << 28;
constexpr std::int64_t kLatest_us = 7'258'118'400'000'000;  // the year 2200

WallTime time_of(const json::value& us) {
  return time_of_us(us.to_number<std::int64_t>());
}

std::string text(const json::value& value) {
  return json::value_to<std::string>(value);
}

template <class T>
void put(json::object& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

std::optional<std::chrono::seconds> span_of(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return std::nullopt;
  return std::chrono::seconds(value->to_number<std::int64_t>());
}

json::object object_of(const StartCommand& start) {
  json::object object;
  put(object, "users", start.users);
  put(object, "spawn_rate", start.spawn_rate);
  put(object, "host", start.host);
  if (start.run_time) object["run_time_s"] = start.run_time->count();
  if (start.stop_timeout) object["stop_timeout_s"] = start.stop_timeout->count();
  object["user_classes"] = json::value_from(start.user_classes);
  if (start.rate) {
    object["rate_per_s"] = start.rate->per_s;
    object["poisson"] = start.rate->poisson;
  }
  object["options"] = json::value_from(start.options);
  put(object, "shape", start.shape);
  object["shape_period_ms"] = start.shape_period.count();
  if (start.thresholds) {
    json::array texts;
    for (const Threshold& one : *start.thresholds) texts.emplace_back(one.text);
    object["thresholds"] = std::move(texts);
  }
  return object;
}

StartCommand start_of(const json::object& object) {
  StartCommand start;
  if (const auto* users = object.if_contains("users"))
    start.users = users->to_number<std::uint64_t>();
  if (const auto* rate = object.if_contains("spawn_rate"))
    start.spawn_rate = rate->to_number<double>();
  if (const auto* host = object.if_contains("host")) start.host = text(*host);
  start.run_time = span_of(object, "run_time_s");
  start.stop_timeout = span_of(object, "stop_timeout_s");
  start.user_classes = json::value_to<std::vector<std::string>>(object.at("user_classes"));
  if (const auto* rate = object.if_contains("rate_per_s"))
    start.rate = ArrivalRate{rate->to_number<double>(), object.at("poisson").as_bool()};
  start.options = json::value_to<std::map<std::string, std::string>>(object.at("options"));
  if (const auto* shape = object.if_contains("shape")) start.shape = text(*shape);
  start.shape_period =
      std::chrono::milliseconds(object.at("shape_period_ms").to_number<std::int64_t>());
  if (const auto* texts = object.if_contains("thresholds")) {  // older runs have none
    const auto parsed = parse_thresholds(json::value_to<std::vector<std::string>>(*texts));
    if (!parsed) throw std::runtime_error(parsed.error().what);
    start.thresholds = parsed.value();
  }
  return start;
}

json::object object_of(const ExceptionOf& exception) {
  const wire::ExceptionReport& report = exception.report;
  return {{"slave", exception.slave}, {"message", report.message}, {"traceback", report.traceback},
          {"count", report.count},    {"crash", report.is_crash},  {"from_hook", report.from_hook}};
}

ExceptionOf exception_of(const json::object& object) {
  return {text(object.at("slave")),
          {text(object.at("message")), text(object.at("traceback")),
           object.at("count").to_number<std::uint64_t>(), object.at("crash").as_bool(),
           object.at("from_hook").as_bool()}};
}

json::object object_of(const Marker& marker) {
  return {{"time_us", us_of(marker.time)}, {"kind", to_string(marker.kind)}, {"text", marker.text}};
}

Marker marker_of(const json::object& object) {
  const auto kind = marker_kind_of(text(object.at("kind")));
  if (!kind) throw std::runtime_error("it has a marker of an unknown kind");
  return {time_of(object.at("time_us")), *kind, text(object.at("text"))};
}

/// All that can be wrong with our own file is that it is not our own.
template <class Read>
auto guarded(const char* what, Read read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const std::exception& error) {
    return Error{std::string(what) + " cannot be read: " + error.what()};
  }
}

/// In four bytes, little-endian.
constexpr std::size_t kSizeBytes = 4;

void put_size(std::string& out, std::size_t size) {
  for (std::size_t i = 0; i < kSizeBytes; ++i) out += static_cast<char>(size >> (8 * i) & 0xff);
}

std::size_t take_size(std::string_view& bytes) {
  if (bytes.size() < kSizeBytes) throw std::runtime_error("it is cut off");
  std::size_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  bytes.remove_prefix(kSizeBytes);
  return size;
}

void put_block(std::string& out, std::string_view block) {
  put_size(out, block.size());
  out += block;
}

std::string_view take_block(std::string_view& bytes) {
  const std::size_t size = take_size(bytes);
  if (size > bytes.size()) throw std::runtime_error("it is cut off");
  const std::string_view block = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return block;
}

/// The size before compression, then zlib's format (RFC 1950).
std::string compressed(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out;
  put_size(out, bytes.size());
  out.resize(kSizeBytes + size);
  compress2(reinterpret_cast<Bytef*>(out.data() + kSizeBytes), &size,
            reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_SPEED);
  out.resize(kSizeBytes + size);
  return out;
}

std::string decompressed(std::string_view bytes) {
  const std::size_t expected = take_size(bytes);
  if (expected > kMaxEntryBytes) throw std::runtime_error("it is too large");
  std::string out(expected, '\0');
  uLongf size = expected;
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != Z_OK ||
      size != expected)
    throw std::runtime_error("it is damaged");
  return out;
}

/// Equal ones are counted together; of different ones the first kMaxExceptions are kept.
void append(std::vector<ExceptionOf>& exceptions, const ExceptionOf& next) {
  constexpr std::size_t kMaxExceptions = 1'000;
  for (ExceptionOf& known : exceptions) {
    wire::ExceptionReport same = known.report;
    same.count = next.report.count;
    if (known.slave != next.slave || same != next.report) continue;
    known.report.count += next.report.count;
    return;
  }
  if (exceptions.size() < kMaxExceptions) exceptions.push_back(next);
}

/// A long time has more names, errors and metrics than a second may: the bounds are the same.
void bound(JournalEntry& entry) {
  if (entry.markers.size() > MarkerLog::kMaxMarkers) entry.markers.resize(MarkerLog::kMaxMarkers);
  if (entry.sums.requests.size() <= ReportSum::kMaxRows &&
      entry.sums.errors.size() <= ErrorTable::kMaxErrorGroups &&
      entry.sums.metrics.size() <= ReportSum::kMaxMetrics)
    return;
  const auto second =
      std::chrono::floor<std::chrono::seconds>(entry.time.time_since_epoch()).count();
  ReportSum sum;
  sum.add(entry.sums, {0, second, entry.time, entry.time});
  entry.sums = sum.take();
}

/// Older entries have none.
float figure(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? -1 : value->to_number<float>();
}

}  // namespace

std::int64_t us_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

WallTime time_of_us(std::int64_t us) {
  return WallTime(std::chrono::microseconds(std::clamp<std::int64_t>(us, 0, kLatest_us)));
}

std::string json_of(const RunStanding& run) {
  json::object object{{"epoch", run.epoch},
                      {"test_hash", run.test_hash},
                      {"phase", static_cast<int>(run.phase)},
                      {"start", object_of(run.start)},
                      {"withheld", json::value_from(run.withheld)},
                      {"started_at_us", us_of(run.started_at)},
                      {"kept_at_us", us_of(run.kept_at)},
                      {"ramp_was_complete", run.ramp_was_complete},
                      {"crashes", run.crashes},
                      {"reason", run.reason},
                      {"broken", run.broken},
                      {"scenarios_since_ns", run.scenarios_since.count()},
                      {"scenario_slaves", json::value_from(run.scenario_slaves)}};
  if (run.ends_at) object["ends_at_us"] = us_of(*run.ends_at);
  if (run.scenarios_started_at)
    object["scenarios_started_at_us"] = us_of(*run.scenarios_started_at);
  return json::serialize(object);
}

Result<RunStanding> parse_run(std::string_view json_text) {
  return guarded("a run", [&] {
    const json::value document = json::parse(json_text);
    const json::object& object = document.as_object();
    RunStanding run;
    run.epoch = object.at("epoch").to_number<std::uint64_t>();
    run.test_hash = text(object.at("test_hash"));
    run.phase = static_cast<RunStanding::Phase>(object.at("phase").to_number<int>());
    run.start = start_of(object.at("start").as_object());
    run.withheld = json::value_to<std::vector<std::string>>(object.at("withheld"));
    run.started_at = time_of(object.at("started_at_us"));
    run.kept_at = time_of(object.at("kept_at_us"));
    if (const auto* at = object.if_contains("scenarios_started_at_us"))
      run.scenarios_started_at = time_of(*at);
    if (const auto* at = object.if_contains("ends_at_us")) run.ends_at = time_of(*at);
    run.ramp_was_complete = object.at("ramp_was_complete").as_bool();
    run.crashes = object.at("crashes").to_number<std::uint64_t>();
    run.reason = text(object.at("reason"));
    run.broken = object.at("broken").as_bool();
    run.scenarios_since =
        std::chrono::nanoseconds(object.at("scenarios_since_ns").to_number<std::int64_t>());
    run.scenario_slaves = json::value_to<std::map<std::string, std::vector<std::string>>>(
        object.at("scenario_slaves"));
    return run;
  });
}

std::string json_of(const SlaveStanding& slave) {
  json::object object{{"id", slave.id},
                      {"index", slave.index},
                      {"version", slave.version},
                      {"is_acrida", slave.is_acrida},
                      {"wants_heartbeat_reply", slave.wants_heartbeat_reply},
                      {"present", slave.present},
                      {"has_part", slave.has_part},
                      {"planned", json::value_from(slave.planned)},
                      {"crashes", slave.crashes},
                      {"draining", slave.draining}};
  put(object, "shift_s", slave.shift_s);
  return json::serialize(object);
}

Result<SlaveStanding> parse_slave(std::string_view json_text) {
  return guarded("a slave", [&] {
    const json::value document = json::parse(json_text);
    const json::object& object = document.as_object();
    SlaveStanding slave;
    slave.id = text(object.at("id"));
    slave.index = object.at("index").to_number<std::uint64_t>();
    slave.version = text(object.at("version"));
    slave.is_acrida = object.at("is_acrida").as_bool();
    slave.wants_heartbeat_reply = object.at("wants_heartbeat_reply").as_bool();
    slave.present = object.at("present").as_bool();
    slave.has_part = object.at("has_part").as_bool();
    slave.planned = json::value_to<UserCounts>(object.at("planned"));
    slave.crashes = object.at("crashes").to_number<unsigned>();
    slave.draining = object.at("draining").as_bool();
    if (const auto* shift = object.if_contains("shift_s"))
      slave.shift_s = shift->to_number<std::int64_t>();
    return slave;
  });
}

std::string bytes_of(const JournalEntry& entry) {
  json::array exceptions, markers, received;
  for (const ExceptionOf& exception : entry.exceptions) exceptions.push_back(object_of(exception));
  for (const Marker& marker : entry.markers) markers.push_back(object_of(marker));
  for (const auto& [index, sequence] : entry.received) {
    received.emplace_back(index);
    received.emplace_back(sequence);
  }
  const std::string head = json::serialize(json::object{{"time_us", us_of(entry.time)},
                                                        {"users", entry.users},
                                                        {"target_users", entry.target_users},
                                                        {"cpu_percent", entry.cpu_percent},
                                                        {"loop_lag_ms", entry.loop_lag_ms},
                                                        {"lateness_ms", entry.lateness_ms},
                                                        {"ends_second", entry.ends_second},
                                                        {"anew", entry.anew},
                                                        {"anew_at_us", us_of(entry.anew_at)},
                                                        {"rounded", entry.rounded},
                                                        {"exceptions", std::move(exceptions)},
                                                        {"markers", std::move(markers)},
                                                        {"received", std::move(received)}});
  std::string bytes;
  put_block(bytes, head);
  wire::StatsReport sums;
  sums.delta = entry.sums;
  sums.exact = true;
  for (wire::StatsReport& part : wire::split(std::move(sums)))
    put_block(bytes, wire::encode(wire::FromSlave(std::move(part)), ""));
  return compressed(bytes);
}

Result<JournalEntry> parse_entry(std::string_view bytes) {
  return guarded("an entry", [&] {
    const std::string whole = decompressed(bytes);
    std::string_view left = whole;
    const json::value document = json::parse(take_block(left));
    const json::object& object = document.as_object();
    JournalEntry entry;
    entry.time = time_of(object.at("time_us"));
    entry.users = object.at("users").to_number<std::uint64_t>();
    const auto* target = object.if_contains("target_users");  // older entries have none
    entry.target_users = target == nullptr ? entry.users : target->to_number<std::uint64_t>();
    entry.cpu_percent = figure(object, "cpu_percent");
    entry.loop_lag_ms = figure(object, "loop_lag_ms");
    entry.lateness_ms = figure(object, "lateness_ms");
    entry.ends_second = object.at("ends_second").as_bool();
    entry.anew = object.at("anew").as_bool();
    entry.anew_at = time_of(object.at("anew_at_us"));
    entry.rounded = object.at("rounded").as_bool();
    for (const json::value& exception : object.at("exceptions").as_array())
      entry.exceptions.push_back(exception_of(exception.as_object()));
    if (const auto* markers = object.if_contains("markers"))  // older entries have none
      for (const json::value& marker : markers->as_array())
        entry.markers.push_back(marker_of(marker.as_object()));
    const json::array& received = object.at("received").as_array();
    for (std::size_t i = 0; i + 1 < received.size(); i += 2)
      entry.received[received[i].to_number<std::uint64_t>()] =
          received[i + 1].to_number<std::uint64_t>();
    while (!left.empty()) {
      auto sums = wire::decode_from_slave(take_block(left));
      if (!sums) throw std::runtime_error(sums.error().what);
      merge(entry.sums, std::get<wire::StatsReport>(sums->message).delta);
    }
    return entry;
  });
}

void append(JournalEntry& entry, const JournalEntry& next) {
  if (next.anew) {
    auto scenarios = std::move(entry.sums.scenarios);  // are not zeroed
    entry.sums = {};
    entry.sums.scenarios = std::move(scenarios);
    entry.exceptions.clear();
    entry.anew = true;
    entry.anew_at = next.anew_at;
  }
  entry.run = next.run;
  entry.time = next.time;
  entry.users = next.users;
  entry.target_users = next.target_users;
  entry.cpu_percent = std::max(entry.cpu_percent, next.cpu_percent);
  entry.loop_lag_ms = std::max(entry.loop_lag_ms, next.loop_lag_ms);
  entry.lateness_ms = std::max(entry.lateness_ms, next.lateness_ms);
  entry.ends_second = entry.ends_second || next.ends_second;
  entry.rounded = next.rounded;
  merge(entry.sums, next.sums);
  for (const ExceptionOf& exception : next.exceptions) append(entry.exceptions, exception);
  entry.markers.insert(entry.markers.end(), next.markers.begin(), next.markers.end());
  for (const SlaveStanding& slave : next.slaves) {
    std::erase_if(entry.slaves, [&](const SlaveStanding& one) { return one.id == slave.id; });
    entry.slaves.push_back(slave);
  }
  for (const auto& [index, sequence] : next.received) entry.received[index] = sequence;
  bound(entry);
}

}  // namespace acrida
