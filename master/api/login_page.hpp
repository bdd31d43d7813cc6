// LoginPage: where people sign in, and what they are answered.
#pragma once

#include <string>
#include <string_view>

#include "master/access/access_desk.hpp"
#include "master/api/http_message.hpp"

namespace acrida {

/// A form that needs no script. `fault` is shown above it unless it is empty; `next` goes with it.
Response login_page(boost::beast::http::status status, std::string_view next,
                    std::string_view fault, const Request& request);
/// To another page of this server.
Response see_other(std::string_view location, const Request& request);
/// After a login: on to `next` with the cookie, or the form again. `secure`: the cookie is for TLS
/// only.
Response login_answer(LoginOutcome outcome, const Caller& caller, const std::string& next,
                      bool secure, const Request& request);
/// After a logout: the cookie is void.
Response logout_answer(bool secure, const Request& request);

}  // namespace acrida
