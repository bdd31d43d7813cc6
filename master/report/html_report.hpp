// HtmlReport: a run as one self-contained page.
#pragma once

#include <optional>
#include <string>

#include "master/compare/comparison.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// No script, nothing from the network, every foreign text escaped, readable in light and dark.
/// With a comparison, what changed from the baseline to this run.
std::string html_report(const RunView& view, const std::optional<Comparison>& comparison = {});

}  // namespace acrida
