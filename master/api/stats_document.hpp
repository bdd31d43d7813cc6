// StatsDocument: what the API's JSON routes answer, in Locust's shapes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// Locust shows no more rows, nor errors.
inline constexpr std::size_t kMaxShownRows = 500;

/// GET /stats/requests. Response times are not rounded to whole milliseconds as Locust's are.
std::string requests_document(const RunView& view);
/// POST /swarm: whether it is done, and why not; "host" is null when there is none.
boost::json::object swarm_answer(bool ok, std::string_view message, const RunView& view);
/// GET /exceptions
std::string exceptions_document(const RunView& view);

}  // namespace acrida
