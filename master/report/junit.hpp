// junit_xml: the verdicts on a run for a CI.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// JUnit's XML as Jenkins and GitLab read it (the schema of Ant's junitreport): one suite, one case
/// for each threshold, and one named "load generator" that fails when it was invalid. Foreign text
/// is escaped; characters that XML 1.0 has not become U+FFFD.
std::string junit_xml(const RunView& view);

}  // namespace acrida
