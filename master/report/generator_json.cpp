// GeneratorJson: what the judge says of the load generator as JSON.
#include "master/report/generator_json.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace acrida {
namespace {

namespace json = boost::json;

json::object seconds_of(const VerdictSeconds& seconds) {
  return {{"valid", seconds.valid}, {"suspect", seconds.suspect}, {"invalid", seconds.invalid}};
}

json::value figures_of(const JudgedSlave& slave) {
  if (slave.seconds.total() == 0) return nullptr;
  const GeneratorSecond& second = slave.newest;
  return {{"lateness_p99_ms", second.lateness_p99_ms},
          {"loop_lag_p99_ms", second.loop_lag_p99_ms},
          {"cores", second.cores},
          {"cpu_percent", second.cpu_percent},
          {"granted_percent", second.granted_percent},
          {"waited_percent", second.waited_percent},
          {"throttled_percent", second.throttled_percent},
          {"machine_busy_percent", second.machine_busy_percent},
          {"machine_stolen_percent", second.machine_stolen_percent},
          {"descriptors_used", second.descriptors_used},
          {"descriptors_limit", second.descriptors_limit},
          {"arrivals", second.arrivals},
          {"dropped_arrivals", second.dropped_arrivals},
          {"ports_used", second.ports_used},
          {"ports_available", second.ports_available},
          {"memory_used_bytes", second.memory_used_bytes},
          {"memory_limit_bytes", second.memory_limit_bytes}};
}

json::object slave_of(const JudgedSlave& slave) {
  json::array findings;
  for (const FindingView& finding : slave.findings)
    findings.push_back({{"cause", to_string(finding.cause)},
                        {"verdict", to_string(finding.verdict)},
                        {"seconds", finding.seconds},
                        {"first_second", finding.first_second},
                        {"last_second", finding.last_second},
                        {"text", finding.text}});
  return {{"id", slave.id},
          {"verdict", to_string(slave.verdict)},
          {"seconds", seconds_of(slave.seconds)},
          {"findings", std::move(findings)},
          {"newest", figures_of(slave)}};
}

}  // namespace

json::object generator_object(const RunView& view, std::size_t limit) {
  const GeneratorView& generator = view.generator;
  json::array slaves;
  for (std::size_t i = 0; i < std::min(generator.slaves.size(), limit); ++i)
    slaves.push_back(slave_of(generator.slaves[i]));
  json::array stretches;
  for (const VerdictStretch& stretch : generator.stretches)
    stretches.push_back(
        json::array({stretch.first_second, stretch.last_second, to_string(stretch.verdict)}));
  return {{"verdict", to_string(generator.verdict)},
          {"text", generator.text},
          {"seconds", seconds_of(generator.seconds)},
          {"slaves", std::move(slaves)},
          {"stretches", std::move(stretches)}};
}

std::string generator_json(const RunView& view) {
  return json::serialize(generator_object(view));
}

}  // namespace acrida
