// fleet_hash: a short word for a fleet, where its name cannot stand.
#pragma once

#include <string>

namespace acrida {

/// Eight hexadecimal digits; other fleets almost always have others.
std::string fleet_hash(const std::string& fleet);

}  // namespace acrida
