// HttpClientBase: what the HTTP clients have in common, which is all that a test sees of them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/http_request.hpp>
#include <acrida/json.hpp>
#include <acrida/response.hpp>
#include <acrida/task.hpp>

namespace acrida {

class User;

/// One virtual user's browser: its connections, its cookies, its requests. Connections are the
/// user's own, as a browser's are; several requests of one user may run at once. Made with the user,
/// opens nothing before the first request. All functions are for the user's shard: [shard].
class HttpClientBase {
 public:
  HttpClientBase(const HttpClientBase&) = delete;
  HttpClientBase& operator=(const HttpClientBase&) = delete;

  /// `path` is joined to the user's host unless it is a whole URL. The answer to a refused
  /// connection, a timeout or a bad certificate is a Response with status 0 and an error; an
  /// exception comes only when the test stops, or when there is no host (std::invalid_argument).
  task<Response> get(std::string_view path, HttpRequest request = {});
  task<Response> head(std::string_view path, HttpRequest request = {});
  task<Response> del(std::string_view path, HttpRequest request = {});
  task<Response> post(std::string_view path, HttpRequest request = {});
  /// JSON bodies.
  task<Response> post(std::string_view path, const json& body, HttpRequest request = {});
  task<Response> put(std::string_view path, const json& body, HttpRequest request = {});
  task<Response> patch(std::string_view path, const json& body, HttpRequest request = {});
  /// Any method and body; `content_type` empty sends no such header. `method` must be a constant.
  virtual task<Response> send(std::string_view method, std::string_view path, std::string body,
                              std::string_view content_type, HttpRequest request = {}) = 0;

  /// Sent with every request from now on, unless the request has that header itself; an empty
  /// value takes it away.
  void set_header(std::string_view name, std::string_view value);

  // Settings; may be changed between requests.
  std::chrono::milliseconds timeout{60'000};
  std::chrono::milliseconds connect_timeout{60'000};
  long max_redirects = 30;  // 0: redirects are answers
  /// Off accepts any certificate; for targets with a self-signed one.
  bool verify_tls = true;
  /// Ask for compressed bodies and decode what comes.
  bool compression = true;
  /// Fill in Response::phases, and keep each phase as a trend in milliseconds that has the name of the
  /// request and its own: "/items connect". The reports show them among the metrics.
  bool measure_phases = false;
  /// PEM file of the authorities to trust; the system's when empty.
  std::string ca_file;

 protected:
  explicit HttpClientBase(User& user) : user_(user) {}  // `user` owns the client
  ~HttpClientBase() = default;

  void record_phases(const Response& response) const;
  static bool is_whole_url(std::string_view path);
  /// Throws std::invalid_argument when there is no host.
  std::string url_of(std::string_view path) const;
  /// "http://..." of the user's host, as url_of() joins paths to it. Throws as well.
  std::string host_url() const;

  User& user_;
  std::vector<std::string> headers_;   // "Name: value"
  std::uint32_t headers_version_ = 0;  // counts the calls of set_header()
};

}  // namespace acrida
