// StatsDocument: what the API's JSON routes answer, in Locust's shapes.
#pragma once

#include <cstddef>
#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// Locust shows no more rows, nor errors.
inline constexpr std::size_t kMaxShownRows = 500;

/// GET /stats/requests. Response times are not rounded to whole milliseconds as Locust's are.
std::string requests_document(const RunView& view);
/// GET /exceptions
std::string exceptions_document(const RunView& view);

}  // namespace acrida
