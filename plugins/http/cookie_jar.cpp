// CookieJar: RFC 6265, sections 5.1 to 5.4.
#include "cookie_jar.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <curl/curl.h>

namespace acrida {
namespace {

using Time = CookieJar::Time;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Is `host` this domain or below it? An IP address is below nothing.
bool is_below(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.' &&
         host.find_first_not_of("0123456789.:") != std::string_view::npos;
}

bool path_matches(std::string_view path, std::string_view of_cookie) {
  path = path.substr(0, path.find('?'));
  if (!path.starts_with(of_cookie)) return false;
  return path.size() == of_cookie.size() || of_cookie.ends_with('/') ||
         path[of_cookie.size()] == '/';
}

std::string default_path(std::string_view path) {
  path = path.substr(0, path.find('?'));
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

std::optional<Time> expiry_of_max_age(std::string_view value, Time now) {
  long long seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  if (seconds <= 0) return Time::min();
  constexpr long long kMostSeconds = 400LL * 24 * 3600;  // as browsers have it
  return now + std::chrono::seconds(std::min(seconds, kMostSeconds));
}

std::optional<Time> expiry_of_date(std::string_view value) {
  const std::time_t time = curl_getdate(std::string(value).c_str(), nullptr);
  if (time == -1) return std::nullopt;
  return std::chrono::system_clock::from_time_t(time);
}

}  // namespace

void CookieJar::store(std::string_view set_cookie, std::string_view host, std::string_view path,
                      Time now) {
  Cookie cookie;
  const std::string lower_host = lower_case(host);
  cookie.domain = lower_host;
  cookie.path = default_path(path);
  bool has_max_age = false;
  bool is_first = true;
  while (!set_cookie.empty()) {
    const std::size_t end = std::min(set_cookie.find(';'), set_cookie.size());
    const std::string_view part = set_cookie.substr(0, end);
    set_cookie.remove_prefix(std::min(end + 1, set_cookie.size()));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view key = without_blanks(part.substr(0, equals));
    const std::string_view value = without_blanks(part.substr(std::min(equals + 1, part.size())));
    if (is_first) {
      is_first = false;
      if (equals == part.size() || key.empty() || key.size() + value.size() > kMaxCookieBytes)
        return;
      cookie.name = key;
      cookie.value = value;
      continue;
    }
    const std::string attribute = lower_case(key);
    if (attribute == "secure") {
      cookie.secure = true;
    } else if (attribute == "path") {
      if (value.starts_with('/')) cookie.path = value;
    } else if (attribute == "domain" && !value.empty()) {
      std::string domain = lower_case(value.substr(value.front() == '.' ? 1 : 0));
      if (domain.empty()) continue;
      const bool is_suffix = domain.find('.') == std::string::npos;
      if (!is_below(lower_host, domain) || (is_suffix && domain != lower_host)) return;
      cookie.host_only = false;
      cookie.domain = std::move(domain);
    } else if (attribute == "max-age") {
      if (const auto expiry = expiry_of_max_age(value, now)) {
        cookie.expires = *expiry;
        has_max_age = true;
      }
    } else if (attribute == "expires" && !has_max_age) {
      if (const auto expiry = expiry_of_date(value)) cookie.expires = *expiry;
    }
  }
  if (cookie.name.empty()) return;
  std::erase_if(cookies_, [&](const Cookie& known) {
    const bool same = known.name == cookie.name && known.domain == cookie.domain &&
                      known.path == cookie.path && known.host_only == cookie.host_only;
    return same || known.expires <= now;
  });
  if (cookie.expires <= now || cookies_.size() == kMaxCookies) return;
  const auto place = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& known) {
    return known.path.size() < cookie.path.size();
  });
  cookies_.insert(place, std::move(cookie));
}

void CookieJar::append_to(std::string& out, std::string_view host, std::string_view path,
                          bool secure, Time now) const {
  const std::string lower_host = lower_case(host);
  bool is_first = true;
  for (const Cookie& cookie : cookies_) {
    const bool right_host =
        cookie.host_only ? lower_host == cookie.domain : is_below(lower_host, cookie.domain);
    if (!right_host || !path_matches(path, cookie.path) || cookie.expires <= now ||
        (cookie.secure && !secure))
      continue;
    if (!std::exchange(is_first, false)) out += "; ";
    out += cookie.name;
    out += '=';
    out += cookie.value;
  }
}

}  // namespace acrida
