// Response: looking into an answer.
#include <algorithm>
#include <cctype>

#include <boost/json/parse.hpp>

#include <acrida/response.hpp>

namespace acrida {

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

}  // namespace acrida
