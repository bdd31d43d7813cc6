// Load rows: from a feeder to its table.
#pragma once

#include <string>

#include <acrida/feeder_base.hpp>
#include <acrida/row_table.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// Finds the file of a feeder (beside the test's source file, then in the current directory), reads
/// and checks all of it. One line names what is wrong with it, with file and line. [load-time]
Result<RowTable> load_rows(const FeederBase& feeder);

}  // namespace acrida
