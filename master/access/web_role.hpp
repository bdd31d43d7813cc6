// WebRole: what somebody may do with the master's web UI and API.
#pragma once

#include <optional>
#include <string_view>

namespace acrida {

/// Each may do what those before it may.
enum class WebRole {
  nobody,     // sign in
  viewer,     // see and download everything about the runs
  operator_,  // start, edit and stop them, drain slaves, change and delete results
  admin,      // see who may come in
};

/// "viewer", "operator", "admin"; "nobody".
std::string_view name_of(WebRole role);
/// Nothing when it is none that a user may have.
std::optional<WebRole> role_named(std::string_view name);

}  // namespace acrida
