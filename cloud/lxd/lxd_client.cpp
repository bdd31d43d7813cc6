// LxdClient: requests to one LXD or Incus server, and the operations that they begin.
#include "cloud/lxd/lxd_client.hpp"

#include <utility>

#include "cloud/lxd/lxd_message.hpp"

namespace acrida {
namespace {

constexpr std::chrono::seconds kGiveUpLimit{5};

}  // namespace

LxdClient::LxdClient(LxdOptions options) : options_(std::move(options)) {
  while (options_.url.ends_with('/')) options_.url.pop_back();
}

HttpCall LxdClient::call(const std::string& method, const std::string& path) const {
  HttpCall call{.method = method,
                .url = (options_.url.empty() ? "http://lxd" : options_.url) + path,
                .unix_socket = options_.url.empty() ? options_.socket : "",
                .ca_file = options_.ca_file,
                .certificate_file = options_.certificate_file,
                .key_file = options_.key_file};
  if (!options_.project.empty()) {
    call.url += path.find('?') == std::string::npos ? "?project=" : "&project=";
    call.url += url_encoded(options_.project);
  }
  return call;
}

CloudResult<HttpAnswer> LxdClient::get(const std::string& path, const std::string& step,
                                       const std::stop_token& stop) const {
  return http_call(call("GET", path), step, stop);
}

CloudResult<Done> LxdClient::change(const std::string& method, const std::string& path,
                                    const std::string& body, const std::string& step,
                                    const std::stop_token& stop) const {
  HttpCall request = call(method, path);
  request.headers = {"Content-Type: application/json"};
  request.body = body;
  auto answer = http_call(request, step, stop);
  if (auto* error = std::get_if<CloudError>(&answer)) return std::move(*error);
  auto begun = lxd::read_begun(std::get<HttpAnswer>(answer), step);
  if (auto* error = std::get_if<CloudError>(&begun)) return std::move(*error);
  const auto& operation = std::get<std::string>(begun);
  if (operation.empty()) return Done{};
  return wait_for(operation, step, stop);
}

CloudResult<Done> LxdClient::wait_for(const std::string& operation, const std::string& step,
                                      const std::stop_token& stop) const {
  HttpCall wait = call("GET", operation + "/wait");
  wait.limit = kOperationLimit;
  auto answer = http_call(wait, step, stop);
  if (const auto* over = std::get_if<HttpAnswer>(&answer)) return lxd::read_operation(*over, step);
  auto& error = std::get<CloudError>(answer);
  if (error.fault == CloudFault::cancelled) {
    HttpCall giving_up = call("DELETE", operation);
    giving_up.limit = kGiveUpLimit;
    http_call(giving_up, step, {});  // many cannot be given up
  } else {
    error.fault = CloudFault::outcome_unknown;
  }
  return std::move(error);
}

}  // namespace acrida
