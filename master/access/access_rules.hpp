// AccessRules: whether a request is allowed, and what is answered when it is not.
#pragma once

#include <string>
#include <string_view>

#include "master/access/web_role.hpp"

namespace acrida {

/// Who makes a request.
struct Caller {
  enum class Proof { none, everyone, session, token, password };

  WebRole role = WebRole::nobody;
  Proof proof = Proof::none;
  std::string name = {};  // of the user or token
  std::string key = {};   // by which the proof is found again, see AccessDesk::still_holds()
};

enum class Access {
  allowed,
  sign_in,       // 303 to login_location()
  unauthorised,  // 401: say who you are
  forbidden,     // 403: you may not
};

/// Pure. `is_page`: a person's browser asks for it, by GET, to show it.
///
///   need \ caller        nobody                     a lower role   this role or a higher one
///   nobody               allowed                    allowed        allowed
///   viewer and higher    sign_in / unauthorised     forbidden      allowed
Access access_of(WebRole need, WebRole role, bool is_page);

/// Where a person signs in who asked for this path and query.
std::string login_location(std::string_view target);
/// The path and query, when it is one of this server's own, else "/". What a link to the login says
/// must lead nowhere else.
std::string own_target(std::string_view target);

}  // namespace acrida
