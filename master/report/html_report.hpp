// HtmlReport: a run as one self-contained page.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// No script, nothing from the network, every foreign text escaped, readable in light and dark.
std::string html_report(const RunView& view);

}  // namespace acrida
