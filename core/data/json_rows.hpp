// JSON rows: the decoded rows of a .jsonl file.
#pragma once

#include <string>
#include <string_view>

#include <acrida/row_table.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// One object in each line; the keys of the first are the columns, every further one has the same.
/// Texts are taken as they are, null as an empty text, everything else as JSON. Empty lines are
/// skipped. The error names `name` and the line.
Result<RowTable> read_json_lines(std::string_view text, const std::string& name);

}  // namespace acrida
