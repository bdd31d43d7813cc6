// WebRole: what somebody may do with the master's web UI and API.
#include "master/access/web_role.hpp"

namespace acrida {

std::string_view name_of(WebRole role) {
  switch (role) {
    case WebRole::nobody:
      return "nobody";
    case WebRole::viewer:
      return "viewer";
    case WebRole::operator_:
      return "operator";
    case WebRole::admin:
      return "admin";
  }
  return "";
}

std::optional<WebRole> role_named(std::string_view name) {
  for (const WebRole role : {WebRole::viewer, WebRole::operator_, WebRole::admin})
    if (name == name_of(role)) return role;
  return std::nullopt;
}

}  // namespace acrida
