// RunRoutes: the history of /api/v1: /runs and /compare.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "master/api/http_message.hpp"
#include "master/api/route_table.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

/// Of the files in the folder through which exports and imports pass.
inline constexpr std::string_view kExportEnding = ".export";

/// The route of such a path, whose handler says AskArchive; nullptr for other paths.
const Route* find_run_route(std::string_view path);

/// All of them; ID in a path stands for the number of a run.
std::vector<Route> run_routes();

/// The answer to a request with such a path. Reads and writes the archive: up to seconds for long runs
/// with many names. Exports and imports pass through files in `folder`. Never throws.
RouteResult answer_from(RunArchive& archive, const std::filesystem::path& folder,
                        const Request& request);

}  // namespace acrida
