// ThresholdsJson: how the thresholds of a run stand, for results and API.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// One object each: expression, scope, state, value and limit in `unit`, since when it fails.
boost::json::array thresholds_array(const RunView& view);
std::string thresholds_json(const RunView& view);
/// "waiting", "holds", "fails", "failed".
std::string_view to_string(ThresholdView::State state);

}  // namespace acrida
