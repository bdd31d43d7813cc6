// Console: the tables that a terminal shows, in Locust's layout.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// Each ends with a line break. Response times are milliseconds.
///
/// One row per name and the total; current rates while the run is active, else those of the whole
/// run. Below it, when there is something to say: requests with an unknown outcome, reports that
/// were lost, and while it runs that the load generator itself is not to be believed.
std::string stats_table(const RunView& view);
/// Empty when there were no requests.
std::string percentile_table(const RunView& view);
/// Empty when there were no failures.
std::string error_table(const RunView& view);
/// Empty when there were no exceptions.
std::string exception_table(const RunView& view);
/// All of them, as they stand at the end of a run, and the verdict on the load generator.
std::string final_report(const RunView& view);

}  // namespace acrida
