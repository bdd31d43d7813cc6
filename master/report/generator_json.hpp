// GeneratorJson: what the judge says of the load generator as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/json/fwd.hpp>

#include "master/run/run_view.hpp"

namespace acrida {

/// With at most `limit` slaves:
///   {"verdict": "invalid", "text": "...", "seconds": {"valid", "suspect", "invalid"},
///    "slaves": [{"id", "verdict", "seconds", "findings": [{"cause", "verdict", "seconds",
///                "first_second", "last_second", "text"}], "newest": {...}}],
///    "stretches": [[first second, last second, verdict], ...]}
/// `newest` are the figures of the last second, null when there are none.
boost::json::object generator_object(const RunView& view, std::size_t limit = SIZE_MAX);
std::string generator_json(const RunView& view);

}  // namespace acrida
