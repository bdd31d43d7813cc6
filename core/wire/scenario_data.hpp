// ScenarioData: the scenarios of a `spawn` message.
#pragma once

#include <vector>

#include "core/plan/scenario_plan.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

inline constexpr std::size_t kMaxScenarios = 1000;
inline constexpr std::size_t kMaxRateStages = 1000;

void write_scenarios(Writer& out, const std::vector<ScenarioPlan>& scenarios);
std::vector<ScenarioPlan> read_scenarios(Reader& in);

}  // namespace acrida::wire
