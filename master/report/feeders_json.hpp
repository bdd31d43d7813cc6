// FeedersJson: the data files of a run, for results and API.
#pragma once

#include <boost/json/array.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// Those whose rows are used once in the test.
boost::json::array feeders_json(const RunView& view);

}  // namespace acrida
