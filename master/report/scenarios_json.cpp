// ScenariosJson: the scenarios of a run for the API and the results.
#include "master/report/scenarios_json.hpp"

#include <boost/json.hpp>

namespace acrida {

namespace json = boost::json;

json::array scenarios_json(const RunView& view) {
  json::array scenarios;
  for (const ScenarioView& scenario : view.scenarios)
    scenarios.push_back(
        {{"user_class", scenario.user_class},
         {"executor", scenario.executor},
         {"planned", scenario.planned ? json::value(*scenario.planned) : json::value(nullptr)},
         {"begun", scenario.counts.begun},
         {"completed", scenario.counts.completed},
         {"dropped", scenario.counts.dropped}});
  return scenarios;
}

}  // namespace acrida
