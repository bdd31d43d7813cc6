// StatusPage: the small page at / that shows the run and starts and stops it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "master/run/run_view.hpp"

namespace acrida {

/// The page needs /status.js and /status.css and polls /stats/requests; every foreign text is
/// escaped here, and set as text there.
std::string status_page(const RunView& view, std::uint64_t default_users,
                        double default_spawn_rate);
std::string_view status_script();
std::string_view status_style();

}  // namespace acrida
