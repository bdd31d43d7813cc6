// Header lines of requests.
#include "header_named.hpp"

#include <stdexcept>

namespace acrida {

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view name_of(std::string_view line) {
  return line.substr(0, line.find(':'));
}

void check_header(std::string_view name, std::string_view value) {
  const bool bad_name = name.empty() || name.find_first_of(": \t\r\n") != std::string_view::npos;
  constexpr std::string_view kBreaks("\r\n\0", 3);
  if (bad_name || value.find_first_of(kBreaks) != std::string_view::npos)
    throw std::invalid_argument("bad header " + std::string(name.substr(0, 100)) +
                                ": a name is one word, a value is one line");
}

}  // namespace acrida
