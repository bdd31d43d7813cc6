// ScenarioData: the scenarios of a `spawn` message.
#include "core/wire/scenario_data.hpp"

#include <string>

namespace acrida::wire {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kMaxSpan{std::int64_t{1} << 58};  // 9 years
constexpr double kMaxRate = 1e7;
constexpr std::uint64_t kKinds = 4;

nanoseconds read_span(Reader& in) {
  return nanoseconds(
      static_cast<std::int64_t>(in.count(static_cast<std::uint64_t>(kMaxSpan.count()))));
}

double read_rate(Reader& in) {
  const double rate = in.number();
  if (rate < 0 || rate > kMaxRate) in.fail("is no rate");
  return rate;
}

void write_executor(Writer& out, const ExecutorSpec& executor) {
  out.map(7);
  out.key("kind").count(static_cast<std::uint64_t>(executor.kind));
  out.key("poisson").boolean(executor.poisson);
  out.key("rate").number(executor.arrivals_per_s);
  out.key("stages").array(2 * executor.stages.size());
  for (const RateStage& stage : executor.stages) {
    out.integer(stage.duration.count());
    out.number(stage.arrivals_per_s);
  }
  out.key("iterations").count(executor.iterations);
  out.key("duration_ns").integer(executor.duration.count());
  out.key("start_ns").integer(executor.start_after.count());
}

std::vector<RateStage> read_stages(Reader& in) {
  const std::uint32_t numbers = in.array(2 * kMaxRateStages);
  if (numbers % 2 != 0) in.fail("has a stage without a rate");
  std::vector<RateStage> stages(numbers / 2);
  for (RateStage& stage : stages) {
    stage.duration = read_span(in);
    if (stage.duration.count() == 0) in.fail("has a stage of no length");
    stage.arrivals_per_s = read_rate(in);
  }
  return stages;
}

ExecutorSpec read_executor(Reader& in) {
  ExecutorSpec executor;
  in.fields([&](std::string_view key) {
    if (key == "kind") {
      executor.kind = static_cast<ExecutorSpec::Kind>(in.count(kKinds - 1));
    } else if (key == "poisson") {
      executor.poisson = in.boolean();
    } else if (key == "rate") {
      executor.arrivals_per_s = read_rate(in);
    } else if (key == "stages") {
      executor.stages = read_stages(in);
    } else if (key == "iterations") {
      executor.iterations = in.count();
    } else if (key == "duration_ns") {
      executor.duration = read_span(in);
    } else if (key == "start_ns") {
      executor.start_after = read_span(in);
    } else {
      return false;
    }
    return true;
  });
  return executor;
}

ScenarioPlan read_scenario(Reader& in) {
  ScenarioPlan scenario;
  in.fields([&](std::string_view key) {
    if (key == "user_class") {
      scenario.user_class = in.text();
    } else if (key == "executor") {
      scenario.executor = read_executor(in);
    } else if (key == "part") {
      scenario.share.part = in.count();
    } else if (key == "parts") {
      scenario.share.parts = in.count();
    } else if (key == "since_ns") {
      scenario.since = read_span(in);
    } else {
      return false;
    }
    return true;
  });
  in.set_place("part");
  if (scenario.share.parts > 0 && scenario.share.part >= scenario.share.parts)
    in.fail("is not below parts");
  return scenario;
}

}  // namespace

void write_scenarios(Writer& out, const std::vector<ScenarioPlan>& scenarios) {
  out.array(scenarios.size());
  for (const ScenarioPlan& scenario : scenarios) {
    out.map(5);
    out.key("user_class").text(scenario.user_class);
    write_executor(out.key("executor"), scenario.executor);
    out.key("part").count(scenario.share.part);
    out.key("parts").count(scenario.share.parts);
    out.key("since_ns").integer(scenario.since.count());
  }
}

std::vector<ScenarioPlan> read_scenarios(Reader& in) {
  std::vector<ScenarioPlan> scenarios(in.array(kMaxScenarios));
  for (ScenarioPlan& scenario : scenarios) scenario = read_scenario(in);
  return scenarios;
}

}  // namespace acrida::wire
