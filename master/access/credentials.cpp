// Credentials: what a request says of who makes it.
#include "master/access/credentials.hpp"

#include <algorithm>
#include <cctype>

#include <sodium.h>

namespace acrida {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string session_id_in(std::string_view cookies) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view cookie = trimmed(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    const std::size_t equals = cookie.find('=');
    if (equals != std::string_view::npos && cookie.substr(0, equals) == kSessionCookie)
      return std::string(cookie.substr(equals + 1));
  }
  return "";
}

std::optional<PasswordProof> basic_proof(std::string_view encoded) {
  std::string text(encoded.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(text.data()), text.size(), encoded.data(),
                        encoded.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  text.resize(size);
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return PasswordProof{text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

Credentials credentials_of(std::string_view cookie, std::string_view authorization) {
  Credentials found;
  if (authorization.empty()) {
    found.session_id = session_id_in(cookie);
    return found;
  }
  const std::size_t space = std::min(authorization.find(' '), authorization.size());
  const std::string_view scheme = authorization.substr(0, space);
  const std::string_view rest = trimmed(authorization.substr(space));
  if (equal_ignoring_case(scheme, "Bearer")) found.token = rest;
  if (equal_ignoring_case(scheme, "Basic")) found.password = basic_proof(rest);
  found.is_unreadable = found.token.empty() && !found.password;
  return found;
}

}  // namespace acrida
