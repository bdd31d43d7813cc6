// Response: looking into an answer.
#include <algorithm>
#include <cctype>
#include <utility>

#include <boost/json/parse.hpp>

#include <acrida/control_flow.hpp>
#include <acrida/expectation_failed.hpp>
#include <acrida/response.hpp>

#include "text_pool.hpp"

namespace acrida {

Response::~Response() {
  text_pool::give_back(std::move(body));
  text_pool::give_back(std::move(headers_));
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

const boost::json::value& Response::json() const& {
  if (!json_) {
    boost::system::error_code error_code;
    json_ = boost::json::parse(body, error_code);
    if (error_code) json_ = boost::json::value();
  }
  return *json_;
}

boost::json::value Response::json() && {
  return static_cast<const Response&>(*this).json();
}

const boost::json::value* Response::if_at(std::string_view pointer) const {
  boost::system::error_code error_code;
  return json().find_pointer(pointer, error_code);
}

const boost::json::value& Response::at(std::string_view pointer) & {
  if (const boost::json::value* found = if_at(pointer)) return *found;
  if (json().is_null()) fail_extraction("the answer is no JSON");
  fail_extraction("the JSON has no " + std::string(pointer));
}

boost::json::value Response::at(std::string_view pointer) && {
  return at(pointer);
}

std::string Response::find(const Pattern& pattern) {
  std::optional<std::string> found = pattern.find(body);
  if (!found) fail_extraction("nothing matches " + pattern.expression());
  return std::move(*found);
}

// A request that has failed already keeps its first message: it says why there is nothing here.
void Response::fail_extraction(std::string message) {
  if (counted()) throw ExpectationFailed(message);
  if (outcome() != Outcome::failure) fail(message);
  throw EndTask{};
}

}  // namespace acrida
