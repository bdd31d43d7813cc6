// HtmlReport: a run as one self-contained page.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "master/history/run_archive.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// The page of the web UI that shows a run of the past, with the answers that it would ask for: opens
/// from a file, without a network, in light and dark, and prints. `theme`: "light", "dark" or as the
/// system is. Error: this build has no page.
Result<std::string> html_report(const RunView& view, std::string_view theme = "");

/// With a baseline, what changed from that to the run is in it. Error: one of them cannot be read.
Result<std::string> html_report(RunArchive& archive, const ArchivedRun& run,
                                const ArchivedRun* baseline = nullptr);

}  // namespace acrida
