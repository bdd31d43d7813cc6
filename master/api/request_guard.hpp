// RequestGuard: refuses requests that a foreign web page makes through the user's browser.
#pragma once

#include <optional>
#include <string>

#include "master/api/http_message.hpp"

namespace acrida {

/// Why the request is refused, or nothing. `on_loopback`: the server listens on a loopback address,
/// so that any other Host is a name that was rebound to it. `changes_state`: the browser must not
/// have been sent by another origin (Sec-Fetch-Site, Origin). Programs send neither header.
std::optional<std::string> refuse(const Request& request, bool on_loopback, bool changes_state);

bool is_loopback_host(std::string_view host);

}  // namespace acrida
