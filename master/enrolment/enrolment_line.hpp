// EnrolmentLine: what is run on a new machine so that it becomes a slave.
#pragma once

#include <cstdint>
#include <string>

#include "master/enrolment/enrolment_folder.hpp"

namespace acrida {

/// `ACRIDA_ENROLMENT_TOKEN=... acrida slave --master-host HOST --master-port N --master-key KEY`,
/// to be shown to whoever may read the folder, on a terminal.
std::string enrolment_line(const EnrolmentFolder& folder, const std::string& host,
                           std::uint16_t port);

/// The same for a log: without the token, but with the command that shows it.
std::string enrolment_hint(const EnrolmentFolder& folder, const std::string& host,
                           std::uint16_t port);

}  // namespace acrida
