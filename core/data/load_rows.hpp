// Load rows: from a feeder to its table.
#pragma once

#include <acrida/feeder_base.hpp>
#include <acrida/row_table.hpp>

#include "core/base/result.hpp"
#include "core/data/test_folder.hpp"

namespace acrida {

/// Finds the file of a feeder, reads and checks all of it. One line names what is wrong with it,
/// with file and line. [load-time]
Result<RowTable> load_rows(const FeederBase& feeder, const TestFolder& folder = {});

}  // namespace acrida
