// ExecutorJson: the executor of a class in the output of `acrida inspect`.
#include "core/inspection/executor_json.hpp"

#include <boost/json.hpp>

namespace acrida {

namespace json = boost::json;

namespace {

std::chrono::nanoseconds span_of(const json::object& object, const char* key) {
  return std::chrono::nanoseconds(object.at(key).to_number<std::int64_t>());
}

}  // namespace

json::object executor_json(const ExecutorSpec& executor) {
  json::array stages;
  for (const RateStage& stage : executor.stages)
    stages.push_back(
        json::object{{"duration_ns", stage.duration.count()}, {"rate", stage.arrivals_per_s}});
  return {{"kind", static_cast<unsigned>(executor.kind)},
          {"poisson", executor.poisson},
          {"rate", executor.arrivals_per_s},
          {"stages", std::move(stages)},
          {"iterations", executor.iterations},
          {"duration_ns", executor.duration.count()},
          {"start_ns", executor.start_after.count()}};
}

ExecutorSpec executor_from(const json::object& object) {
  ExecutorSpec executor;
  executor.kind = static_cast<ExecutorSpec::Kind>(object.at("kind").to_number<std::uint8_t>());
  executor.poisson = object.at("poisson").as_bool();
  executor.arrivals_per_s = object.at("rate").to_number<double>();
  for (const json::value& stage : object.at("stages").as_array())
    executor.stages.push_back({span_of(stage.as_object(), "duration_ns"),
                               stage.as_object().at("rate").to_number<double>()});
  executor.iterations = object.at("iterations").to_number<std::uint64_t>();
  executor.duration = span_of(object, "duration_ns");
  executor.start_after = span_of(object, "start_ns");
  return executor;
}

}  // namespace acrida
