// RouteTable: the page and what belongs to it.
#include <algorithm>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>

#include "master/api/answer.hpp"
#include "master/api/route_table.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;

/// It speaks only to this server and runs no script but its own.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Of the files of a --web-dir.
struct PageName {
  std::string_view path;
  const char* name;
  const char* type;
};
constexpr PageName kPageNames[] = {
    {"/", "index.html", "text/html; charset=utf-8"},
    {"/app.js", "app.js", "text/javascript; charset=utf-8"},
    {"/app.css", "app.css", "text/css; charset=utf-8"},
    {"/favicon.svg", "favicon.svg", "image/svg+xml"},
};

std::string_view header(const Request& request, http::field name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

bool accepts_gzip(const Request& request) {
  const std::string_view accepted = header(request, http::field::accept_encoding);
  const std::size_t at = accepted.find("gzip");
  return at != std::string_view::npos && !accepted.substr(at).starts_with("gzip;q=0");
}

/// Browsers ask each time whether it is still this one.
void set_caching(Response& response, const PageFile& file) {
  response.set(http::field::cache_control, "no-cache");
  response.set(http::field::vary, "Accept-Encoding");
  response.set(http::field::etag, boost::beast::string_view(file.etag.data(), file.etag.size()));
}

Response built_in(const RouteContext& context, const PageFile& file) {
  const Request& request = context.request;
  if (header(request, http::field::if_none_match) == file.etag) {
    Response response(http::status::not_modified, request.version());
    set_security_headers(response, kPagePolicy);
    set_caching(response, file);
    response.keep_alive(request.keep_alive());
    return response;
  }
  const bool packed = accepts_gzip(request);
  std::string body =
      packed ? std::string(file.gzip.begin(), file.gzip.end()) : unpacked(file).value_or("");
  Response response = answer(context, file.type, std::move(body), kPagePolicy);
  set_caching(response, file);
  if (packed) response.set(http::field::content_encoding, "gzip");
  return response;
}

RouteResult page_file(const RouteContext& context) {
  const std::string_view target(context.request.target().data(), context.request.target().size());
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string& folder = context.settings.web_dir;
  for (const PageName& file : kPageNames) {
    if (file.path == path && !folder.empty())
      return SendFile{folder + "/" + file.name, file.type, std::string(kPagePolicy)};
  }
  const auto& files = context.settings.page;
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const PageFile& file) { return file.path == path; });
  if (found == files.end()) {
    return plain(http::status::not_found, "This build has no web page: build web/ first",
                 context.request.keep_alive(), context.request.version());
  }
  return built_in(context, *found);
}

constexpr Route kRoutes[] = {
    {"/", true, false, false, page_file},
    {"/app.js", true, false, false, page_file},
    {"/app.css", true, false, false, page_file},
    {"/favicon.svg", true, false, false, page_file, WebRole::nobody},
    {"/api/v1/openapi.json", true, false, false, page_file},
};

}  // namespace

std::span<const Route> page_routes() {
  return kRoutes;
}

}  // namespace acrida
