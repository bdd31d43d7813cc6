// Overview: what the web page is told of the master and its test.
#pragma once

#include <string>

#include "core/inspection/inspected_test.hpp"
#include "master/api/test_overview.hpp"
#include "master/options.hpp"

namespace acrida {

TestOverview overview_of(const MasterOptions& options, const InspectedTest& test,
                         const std::string& version);

}  // namespace acrida
