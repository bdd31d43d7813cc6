// ViewText: what of a RunView is no statistics, as JSON.
#include "master/history/view_text.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>

#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

// Each table names the members of a struct once, for writing and for reading.
template <class Struct, class Member>
using Members = std::pair<const char*, Member Struct::*>;

constexpr std::array<Members<GeneratorSecond, double>, 9> kFigures = {{
    {"lateness_p99_ms", &GeneratorSecond::lateness_p99_ms},
    {"loop_lag_p99_ms", &GeneratorSecond::loop_lag_p99_ms},
    {"cpu_percent", &GeneratorSecond::cpu_percent},
    {"granted_percent", &GeneratorSecond::granted_percent},
    {"waited_percent", &GeneratorSecond::waited_percent},
    {"throttled_percent", &GeneratorSecond::throttled_percent},
    {"cores", &GeneratorSecond::cores},
    {"machine_busy_percent", &GeneratorSecond::machine_busy_percent},
    {"machine_stolen_percent", &GeneratorSecond::machine_stolen_percent},
}};
constexpr std::array<Members<GeneratorSecond, std::uint64_t>, 8> kCounts = {{
    {"arrivals", &GeneratorSecond::arrivals},
    {"dropped_arrivals", &GeneratorSecond::dropped_arrivals},
    {"descriptors_used", &GeneratorSecond::descriptors_used},
    {"descriptors_limit", &GeneratorSecond::descriptors_limit},
    {"ports_used", &GeneratorSecond::ports_used},
    {"ports_available", &GeneratorSecond::ports_available},
    {"memory_used_bytes", &GeneratorSecond::memory_used_bytes},
    {"memory_limit_bytes", &GeneratorSecond::memory_limit_bytes},
}};
constexpr std::array<Members<VerdictSeconds, std::uint64_t>, 3> kVerdictSeconds = {{
    {"valid", &VerdictSeconds::valid},
    {"suspect", &VerdictSeconds::suspect},
    {"invalid", &VerdictSeconds::invalid},
}};
constexpr std::array<Members<LinkCounters, std::uint64_t>, 7> kLink = {{
    {"garbage", &LinkCounters::garbage},
    {"unknown_senders", &LinkCounters::unknown_senders},
    {"duplicate_reports", &LinkCounters::duplicate_reports},
    {"early_reports", &LinkCounters::early_reports},
    {"lost_reports", &LinkCounters::lost_reports},
    {"other_run_reports", &LinkCounters::other_run_reports},
    {"lost_slaves", &LinkCounters::lost_slaves},
}};
constexpr std::array<Members<FeederView, std::uint64_t>, 6> kFeeder = {{
    {"rows", &FeederView::rows},
    {"free", &FeederView::free},
    {"held", &FeederView::held},
    {"used", &FeederView::used},
    {"uncertain", &FeederView::uncertain},
    {"rounds", &FeederView::rounds},
}};
constexpr std::array<Members<FindingView, std::uint64_t>, 3> kFinding = {{
    {"seconds", &FindingView::seconds},
    {"first_second", &FindingView::first_second},
    {"last_second", &FindingView::last_second},
}};

template <class Table, class Struct>
void put(json::object& object, const Table& table, const Struct& from) {
  for (const auto& [name, member] : table) object[name] = from.*member;
}

template <class Table, class Struct>
void take(const json::object& object, const Table& table, Struct& into) {
  for (const auto& [name, member] : table) {
    using Number = std::remove_reference_t<decltype(into.*member)>;
    into.*member = object.at(name).template to_number<Number>();
  }
}

std::string text(const json::object& object, const char* key) {
  return json::value_to<std::string>(object.at(key));
}

std::uint64_t count(const json::object& object, const char* key) {
  return object.at(key).to_number<std::uint64_t>();
}

/// Of what is numbered from 0 to `last`.
template <class Enum>
Enum choice(const json::object& object, const char* key, Enum last) {
  const int number = object.at(key).to_number<int>();
  if (number < 0 || number > static_cast<int>(last)) throw std::runtime_error("a wrong number");
  return static_cast<Enum>(number);
}

template <class List, class Make>
json::array array_of(const List& list, Make make) {
  json::array array;
  for (const auto& each : list) array.push_back(make(each));
  return array;
}

template <class T, class Make>
std::vector<T> list_of(const json::object& object, const char* key, Make make) {
  std::vector<T> list;
  for (const json::value& each : object.at(key).as_array()) list.push_back(make(each.as_object()));
  return list;
}

json::object object_of(const SlaveView& slave) {
  return {{"id", slave.id},
          {"index", slave.index},
          {"state", slave.state},
          {"present", slave.present},
          {"is_acrida", slave.is_acrida},
          {"version", slave.version},
          {"users", slave.users},
          {"user_counts", json::value_from(slave.user_counts)},
          {"cpu_percent", slave.cpu_percent},
          {"memory_bytes", slave.memory_bytes}};
}

SlaveView slave_of(const json::object& object) {
  SlaveView slave;
  slave.id = text(object, "id");
  slave.index = count(object, "index");
  slave.state = text(object, "state");
  slave.present = object.at("present").as_bool();
  slave.is_acrida = object.at("is_acrida").as_bool();
  slave.version = text(object, "version");
  slave.users = count(object, "users");
  slave.user_counts = json::value_to<UserCounts>(object.at("user_counts"));
  slave.cpu_percent = object.at("cpu_percent").to_number<double>();
  slave.memory_bytes = count(object, "memory_bytes");
  return slave;
}

json::object object_of(const FindingView& finding) {
  json::object object{{"cause", static_cast<int>(finding.cause)},
                      {"verdict", static_cast<int>(finding.verdict)},
                      {"text", finding.text}};
  put(object, kFinding, finding);
  return object;
}

FindingView finding_of(const json::object& object) {
  FindingView finding;
  finding.cause = choice(object, "cause", GeneratorCause::memory);
  finding.verdict = choice(object, "verdict", GeneratorVerdict::invalid);
  finding.text = text(object, "text");
  take(object, kFinding, finding);
  return finding;
}

json::object object_of(const JudgedSlave& slave) {
  json::object object{
      {"id", slave.id},
      {"verdict", static_cast<int>(slave.verdict)},
      {"findings", array_of(slave.findings, [](const auto& one) { return object_of(one); })}};
  put(object, kVerdictSeconds, slave.seconds);
  put(object, kFigures, slave.newest);
  put(object, kCounts, slave.newest);
  return object;
}

JudgedSlave judged_of(const json::object& object) {
  JudgedSlave slave;
  slave.id = text(object, "id");
  slave.verdict = choice(object, "verdict", GeneratorVerdict::invalid);
  slave.findings = list_of<FindingView>(object, "findings", finding_of);
  take(object, kVerdictSeconds, slave.seconds);
  take(object, kFigures, slave.newest);
  take(object, kCounts, slave.newest);
  return slave;
}

json::object object_of(const GeneratorView& generator) {
  json::object object{
      {"verdict", static_cast<int>(generator.verdict)},
      {"text", generator.text},
      {"slaves", array_of(generator.slaves, [](const auto& one) { return object_of(one); })},
      {"stretches", array_of(generator.stretches, [](const VerdictStretch& one) {
         return json::object{{"first", one.first_second},
                             {"last", one.last_second},
                             {"verdict", static_cast<int>(one.verdict)}};
       })}};
  put(object, kVerdictSeconds, generator.seconds);
  return object;
}

GeneratorView generator_of(const json::object& object) {
  GeneratorView generator;
  generator.verdict = choice(object, "verdict", GeneratorVerdict::invalid);
  generator.text = text(object, "text");
  take(object, kVerdictSeconds, generator.seconds);
  generator.slaves = list_of<JudgedSlave>(object, "slaves", judged_of);
  generator.stretches =
      list_of<VerdictStretch>(object, "stretches", [](const json::object& one) -> VerdictStretch {
        return {count(one, "first"), count(one, "last"),
                choice(one, "verdict", GeneratorVerdict::invalid)};
      });
  return generator;
}

json::object object_of(const FeederView& feeder) {
  json::object object{{"name", feeder.name}};
  put(object, kFeeder, feeder);
  object["uncertain_ranges"] = array_of(feeder.uncertain_ranges, [](const RowRange& range) {
    return json::object{{"first", range.first}, {"count", range.count}};
  });
  return object;
}

FeederView feeder_of(const json::object& object) {
  FeederView feeder;
  feeder.name = text(object, "name");
  take(object, kFeeder, feeder);
  feeder.uncertain_ranges =
      list_of<RowRange>(object, "uncertain_ranges", [](const json::object& one) -> RowRange {
        return {count(one, "first"), count(one, "count")};
      });
  return feeder;
}

json::object object_of(const ScenarioView& scenario) {
  json::object object{{"user_class", scenario.user_class},
                      {"executor", scenario.executor},
                      {"begun", scenario.counts.begun},
                      {"completed", scenario.counts.completed},
                      {"dropped", scenario.counts.dropped}};
  if (scenario.planned) object["planned"] = *scenario.planned;
  return object;
}

ScenarioView scenario_of(const json::object& object) {
  ScenarioView scenario;
  scenario.user_class = scenario.counts.user_class = text(object, "user_class");
  scenario.executor = text(object, "executor");
  scenario.counts.begun = count(object, "begun");
  scenario.counts.completed = count(object, "completed");
  scenario.counts.dropped = count(object, "dropped");
  if (object.contains("planned")) scenario.planned = count(object, "planned");
  return scenario;
}

json::object object_of(const ThresholdView& threshold) {
  json::object object{{"text", threshold.text},
                      {"scope", threshold.scope},
                      {"state", static_cast<int>(threshold.state)},
                      {"value", nullptr},
                      {"value_text", threshold.value_text},
                      {"limit", threshold.limit},
                      {"unit", threshold.unit},
                      {"aborts", threshold.aborts}};
  if (threshold.value) object["value"] = *threshold.value;
  if (threshold.since) object["since_us"] = us_of(*threshold.since);
  return object;
}

ThresholdView threshold_of(const json::object& object) {
  ThresholdView threshold;
  threshold.text = text(object, "text");
  threshold.scope = text(object, "scope");
  threshold.state = choice(object, "state", ThresholdView::State::failed);
  if (!object.at("value").is_null()) threshold.value = object.at("value").to_number<double>();
  threshold.value_text = text(object, "value_text");
  threshold.limit = object.at("limit").to_number<double>();
  threshold.unit = text(object, "unit");
  if (const auto* since = object.if_contains("since_us"))
    threshold.since = time_of_us(since->to_number<std::int64_t>());
  threshold.aborts = object.at("aborts").as_bool();
  return threshold;
}

RunView view_of(const json::object& object) {
  RunView view;
  view.taken_at = time_of_us(object.at("taken_at_us").to_number<std::int64_t>());
  view.state = choice(object, "state", RunState::kStopped);
  view.users = count(object, "users");
  view.target_users = count(object, "target_users");
  view.spawn_rate = object.at("spawn_rate").to_number<double>();
  if (const auto* at = object.if_contains("start_us"))
    view.start_time = time_of_us(at->to_number<std::int64_t>());
  if (const auto* at = object.if_contains("end_us"))
    view.end_time = time_of_us(at->to_number<std::int64_t>());
  view.elapsed = std::chrono::nanoseconds(object.at("elapsed_ns").to_number<std::int64_t>());
  view.host = text(object, "host");
  if (const auto* span = object.if_contains("run_time_s"))
    view.run_time = std::chrono::seconds(span->to_number<std::int64_t>());
  view.test_path = text(object, "test");
  view.user_classes = json::value_to<std::vector<std::string>>(object.at("user_classes"));
  view.version = text(object, "version");
  view.slaves = list_of<SlaveView>(object, "slaves", slave_of);
  view.generator = generator_of(object.at("generator").as_object());
  take(object.at("link").as_object(), kLink, view.link);
  view.insecure_link = object.at("insecure_link").as_bool();
  view.crashes = count(object, "crashes");
  view.feeders = list_of<FeederView>(object, "feeders", feeder_of);
  view.scenarios = list_of<ScenarioView>(object, "scenarios", scenario_of);
  if (object.contains("test_name")) view.test_name = text(object, "test_name");
  if (object.contains("thresholds"))  // older ones have none
    view.thresholds = list_of<ThresholdView>(object, "thresholds", threshold_of);
  return view;
}

}  // namespace

std::string view_text(const RunView& view) {
  const auto object = [](const auto& one) { return object_of(one); };
  json::object link;
  put(link, kLink, view.link);
  json::object document{{"taken_at_us", us_of(view.taken_at)},
                        {"state", static_cast<int>(view.state)},
                        {"users", view.users},
                        {"target_users", view.target_users},
                        {"spawn_rate", view.spawn_rate},
                        {"elapsed_ns", view.elapsed.count()},
                        {"host", view.host},
                        {"test", view.test_path},
                        {"user_classes", json::value_from(view.user_classes)},
                        {"version", view.version},
                        {"slaves", array_of(view.slaves, object)},
                        {"generator", object_of(view.generator)},
                        {"link", std::move(link)},
                        {"insecure_link", view.insecure_link},
                        {"crashes", view.crashes},
                        {"feeders", array_of(view.feeders, object)},
                        {"scenarios", array_of(view.scenarios, object)},
                        {"test_name", view.test_name},
                        {"thresholds", array_of(view.thresholds, object)}};
  if (view.start_time) document["start_us"] = us_of(*view.start_time);
  if (view.end_time) document["end_us"] = us_of(*view.end_time);
  if (view.run_time) document["run_time_s"] = view.run_time->count();
  return json::serialize(document);
}

Result<RunView> parse_view(std::string_view text) {
  try {
    const json::value document = json::parse(text);
    return view_of(document.as_object());
  } catch (const std::exception& error) {
    return Error{std::string("the description of a run cannot be read: ") + error.what()};
  }
}

}  // namespace acrida
