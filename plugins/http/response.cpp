// Response: counts its request exactly once.
#include <algorithm>
#include <cctype>
#include <utility>

#include <boost/json/parse.hpp>

#include <acrida/response.hpp>

namespace acrida {

Response::Response(Response&& other) noexcept
    : status(other.status),
      body(std::move(other.body)),
      error(std::move(other.error)),
      response_time(other.response_time),
      environment_(std::exchange(other.environment_, nullptr)),
      method_(other.method_),
      name_(std::move(other.name_)),
      headers_(std::move(other.headers_)),
      received_bytes_(other.received_bytes_),
      outcome_(other.outcome_),
      failure_(std::move(other.failure_)) {}

Response& Response::operator=(Response&& other) noexcept {
  if (this == &other) return *this;
  count();
  std::destroy_at(this);
  return *std::construct_at(this, std::move(other));
}

std::string_view Response::header(std::string_view name) const {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  std::string_view rest = headers_;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!std::equal(name.begin(), name.end(), line.begin(), same)) continue;
    std::string_view value = line.substr(name.size() + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
      value.remove_prefix(1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())))
      value.remove_suffix(1);
    return value;
  }
  return {};
}

boost::json::value Response::json() const {
  boost::system::error_code error_code;
  boost::json::value value = boost::json::parse(body, error_code);
  return error_code ? boost::json::value() : value;
}

void Response::fail(std::string_view message) {
  outcome_ = Outcome::failure;
  failure_ = message;
}

void Response::pass() {
  outcome_ = Outcome::success;
  failure_.clear();
}

void Response::count() {
  Environment* environment = std::exchange(environment_, nullptr);
  if (!environment) return;
  environment->record({.method = method_,
                       .name = name_,
                       .response_time = response_time,
                       .content_length_bytes = received_bytes_,
                       .outcome = outcome_,
                       .error = failure_});
}

}  // namespace acrida
