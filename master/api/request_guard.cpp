// RequestGuard: refuses requests that a foreign web page makes through the user's browser.
#include "master/api/request_guard.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/field.hpp>

namespace acrida {
namespace {

namespace http = boost::beast::http;

std::string_view header(const Request& request, http::field name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

std::string_view header(const Request& request, const char* name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

/// "localhost:8089" → "localhost", "[::1]:8089" → "::1".
std::string_view without_port(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t end = authority.find(']');
    return end == std::string_view::npos ? authority : authority.substr(1, end - 1);
  }
  return authority.substr(0, authority.find(':'));
}

bool is_own_origin(std::string_view origin, std::string_view host) {
  const std::size_t scheme_end = origin.find("://");
  return scheme_end != std::string_view::npos && origin.substr(scheme_end + 3) == host;
}

bool is_address(std::string_view host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(std::string(host), error);
  return !error;
}

bool is_own_host(std::string_view host, bool on_loopback,
                 const std::vector<std::string>& host_names) {
  const auto is_it = [&](const std::string& name) { return boost::beast::iequals(name, host); };
  if (is_loopback_host(host) || std::any_of(host_names.begin(), host_names.end(), is_it))
    return true;
  return !on_loopback && (is_address(host) || host.find('.') == host.npos);
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (boost::beast::iequals(host, "localhost") || host == "::1") return true;
  return host.substr(0, 4) == "127." && host.find_first_not_of("0123456789.") == host.npos;
}

std::optional<std::string> refuse(const Request& request, bool on_loopback,
                                  const std::vector<std::string>& host_names, bool changes_state) {
  const std::string_view host = header(request, http::field::host);
  if (!host.empty() && !is_own_host(without_port(host), on_loopback, host_names)) {
    return "this Host is not served here: name it with --web-allow-host";
  }
  if (!changes_state) return std::nullopt;
  const std::string_view site = header(request, "Sec-Fetch-Site");
  if (site == "cross-site" || site == "same-site") return "a request of another site is refused";
  const std::string_view origin = header(request, http::field::origin);
  if (!origin.empty() && !is_own_origin(origin, host)) {
    return "a request of another origin is refused";
  }
  return std::nullopt;
}

}  // namespace acrida
