// RequestGuard: refuses requests that a foreign web page makes through the user's browser.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "master/api/http_message.hpp"

namespace acrida {

/// Why the request is refused, or nothing. `on_loopback`: the server listens on a loopback address,
/// so that any other Host is a name that was rebound to it; beyond it, a Host is an address, a name
/// without a dot, which no foreign domain has, or one of `host_names`. `changes_state`: the browser must not
/// have been sent by another origin (Sec-Fetch-Site, Origin). Programs send neither header.
std::optional<std::string> refuse(const Request& request, bool on_loopback,
                                  const std::vector<std::string>& host_names, bool changes_state);

bool is_loopback_host(std::string_view host);

}  // namespace acrida
