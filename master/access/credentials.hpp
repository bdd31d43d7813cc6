// Credentials: what a request says of who makes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace acrida {

inline constexpr std::string_view kSessionCookie = "acrida_session";

/// A name and a password that are yet to be checked.
struct PasswordProof {
  std::string name;
  std::string password;
};

/// At most one of them is there.
struct Credentials {
  std::string session_id;                 // of the cookie
  std::string token;                      // Authorization: Bearer TOKEN
  std::optional<PasswordProof> password;  // Authorization: Basic ...
  bool is_unreadable = false;             // there is an Authorization that is none of both
};

/// Of the headers Cookie and Authorization, each empty when it is missing; Authorization decides
/// when both are there. Pure; takes whatever a client may send.
Credentials credentials_of(std::string_view cookie, std::string_view authorization);

}  // namespace acrida
