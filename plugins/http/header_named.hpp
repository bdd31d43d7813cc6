// Header lines of requests, "Name: value".
#pragma once

#include <string>
#include <string_view>
#include <strings.h>

namespace acrida {

/// In any case of letters.
bool is_same_name(std::string_view a, std::string_view b);
/// "Name" of "Name: value".
std::string_view name_of(std::string_view line);

/// Is it this header's line? In any case of letters.
struct HeaderNamed {
  std::string_view name;
  bool operator()(const std::string& line) const {
    return line.size() > name.size() && line[name.size()] == ':' &&
           ::strncasecmp(line.data(), name.data(), name.size()) == 0;
  }
};

/// Throws std::invalid_argument when a line break, or what is no name, would make more of the header
/// than one.
void check_header(std::string_view name, std::string_view value);

}  // namespace acrida
