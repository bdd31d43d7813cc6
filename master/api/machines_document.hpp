// MachinesDocument: the machines as JSON.
#pragma once

#include <string>

#include "cloud/fleet/fleet_view.hpp"
#include "master/api/http_message.hpp"
#include "master/api/route_table.hpp"
#include "master/api/server.hpp"

namespace acrida {

/// GET /api/v1/machines
std::string machines_document(const FleetView& fleet);
Response respond(const PendingFleet& pending, const FleetAnswer& answer);

}  // namespace acrida
