// PlanPreview: what a start would do, before it is asked for.
#pragma once

#include <string>
#include <variant>

#include "master/api/start_fields.hpp"
#include "master/api/test_overview.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// {"points": [[second, users], ...], "duration_s", "per_slave": [{"id", "users"}], "command",
/// "warning"}: at most kMaxPreviewPoints points; no duration when it runs until it is stopped; no
/// points for a load shape that is code of the test. Pure.
std::variant<std::string, FieldError> preview_document(const StartCommand& start,
                                                       const TestOverview& test,
                                                       const RunView& view);

inline constexpr std::size_t kMaxPreviewPoints = 300;
inline constexpr std::size_t kMaxPreviewSlaves = 500;

/// The command line of a run like this one, quoted for a shell; secrets are left out.
std::string command_line_of(const StartCommand& start, const TestOverview& test);

}  // namespace acrida
