// PeerName: the identity of a peer of the ZeroMQ socket, which may be any bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace acrida {

inline constexpr std::size_t kMaxSlaveNameBytes = 255;  // ZeroMQ's own limit
inline constexpr std::size_t kMaxPrintedBytes = 300;

/// A slave's identity is a word: printable ASCII without spaces, quotes or angle brackets, so that
/// it can stand in logs, JSON, CSV and HTML. (Locust: host name, underscore, hex digits.)
inline bool is_slave_name(std::string_view id) {
  if (id.empty() || id.size() > kMaxSlaveNameBytes) return false;
  for (const char c : id) {
    if (c <= ' ' || c >= 0x7f || c == '"' || c == '\'' || c == '<' || c == '>') return false;
  }
  return true;
}

/// Any text of a peer as it may stand in one line of a log: other bytes as \xNN, cut.
inline std::string printable(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text.substr(0, kMaxPrintedBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 0x7f && c != '\\') {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  if (text.size() > kMaxPrintedBytes) out += "...";
  return out;
}

}  // namespace acrida
