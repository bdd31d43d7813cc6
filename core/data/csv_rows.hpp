// CSV rows: the index of a CSV file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <acrida/row_table.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// RFC 4180 with a header: fields by commas, quotes around what has commas, line ends or (doubled)
/// quotes; CRLF or LF; a byte order mark is skipped, as are empty lines. The rows look into `text`,
/// which `memory` keeps; when a quote is doubled somewhere, into a decoded copy. The error names
/// `name` and the line: "accounts.csv:17: 2 fields, the header has 3".
Result<RowTable> read_csv(std::string_view text, std::shared_ptr<const void> memory,
                          const std::string& name);

}  // namespace acrida
