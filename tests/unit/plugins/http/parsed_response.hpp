// ParsedResponse: an answer through the parser in pieces, for its tests and its fuzz target.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "response_parser.hpp"

namespace acrida::tests {

/// What came of one answer.
struct Parsed {
  int status = 0;
  std::string body;
  std::string lines;
  bool keeps_alive = false;
  std::string failure;  // empty: the answer is whole
  std::size_t left = 0;
  bool operator==(const Parsed&) const = default;
};

/// Bytes come `step` at a time, then the server closes.
inline Parsed parse(const std::string& text, std::size_t step, bool without_body = false) {
  ResponseParser parser;
  parser.begin(without_body);
  Parsed parsed;
  std::string unread;
  std::size_t given = 0;
  while (!parser.done() && !parser.failed()) {
    if (!parser.has_head()) {
      const std::size_t size = parser.parse_head(unread.data(), unread.size());
      if (size > 0) {
        parsed.status = parser.head().status;
        parsed.lines = parser.head().lines;
        parsed.keeps_alive = parser.head().keeps_alive;
        unread.erase(0, size);
        continue;
      }
    } else {
      std::size_t consumed = 0;
      parsed.body += parser.parse_body(unread, consumed);
      unread.erase(0, consumed);
      if (consumed > 0) continue;
    }
    if (parser.failed()) break;
    if (given == text.size()) {
      if (!parser.close()) parsed.failure = "closed early";
      break;
    }
    unread += text.substr(given, step);
    given = std::min(given + step, text.size());
  }
  if (parser.failed()) parsed.failure = parser.failure();
  parsed.left = unread.size() + text.size() - given;
  return parsed;
}

}  // namespace acrida::tests
