// AccessRules: whether a request is allowed, and what is answered when it is not.
#include "master/access/access_rules.hpp"

#include <algorithm>
#include <cctype>

namespace acrida {

Access access_of(WebRole need, WebRole role, bool is_page) {
  if (role >= need) return Access::allowed;
  if (role != WebRole::nobody) return Access::forbidden;
  return is_page ? Access::sign_in : Access::unauthorised;
}

std::string own_target(std::string_view target) {
  constexpr std::size_t kMaxBytes = 1024;
  // "//host" is another server's, and browsers take '\' for '/'.
  const bool is_own = target.size() <= kMaxBytes && target.starts_with('/') &&
                      !target.starts_with("//") &&
                      std::all_of(target.begin(), target.end(),
                                  [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
  return is_own ? std::string(target) : "/";
}

std::string login_location(std::string_view target) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string location = "/login";
  const std::string own = own_target(target);
  if (own == "/") return location;
  location += "?next=";
  for (const char c : own) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '/' || c == '-' || c == '.' || c == '_') {
      location += c;
    } else {
      location += '%';
      location += kDigits[byte >> 4];
      location += kDigits[byte & 15];
    }
  }
  return location;
}

}  // namespace acrida
