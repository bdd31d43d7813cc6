// ScenariosJson: the scenarios of a run for the API and the results.
#pragma once

#include <boost/json/array.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// [{user_class, executor, planned (or null), begun, completed, dropped}, ...]
boost::json::array scenarios_json(const RunView& view);

}  // namespace acrida
