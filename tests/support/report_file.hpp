// report_file: what an HTML report has in itself.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace acrida::tests {

/// The unpacked answers and the place where it opens. Throws when the file is no report.
boost::json::object report_data(std::string_view html);
/// The answer about the run itself: that of the first /api/v1/runs/ID.
boost::json::object report_run(std::string_view html);
/// The script that it brings, unpacked.
std::string report_script(std::string_view html);

}  // namespace acrida::tests
