// RowQuery: the rows that a request asks for.
#pragma once

#include "core/base/result.hpp"
#include "master/api/form.hpp"
#include "master/page/row_selection.hpp"

namespace acrida {

/// Of the fields sort, descending, filter, method, only_failing, from and count; the error names the
/// field.
Result<RowSelection> parse_row_selection(const Form& fields);

}  // namespace acrida
