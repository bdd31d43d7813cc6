// terminal_text: foreign text that is safe to print on a terminal.
#include "master/report/terminal_text.hpp"

#include <cstdio>

namespace acrida {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

void append_escape(std::string& out, char c) {
  char text[5];
  std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  out += text;
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 =
        byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) {
      append_escape(out, text[i]);
      append_escape(out, text[++i]);
    } else if (byte < ' ' || byte == 0x7f) {
      append_escape(out, text[i]);
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string terminal_cell(std::string_view text, std::size_t columns) {
  std::string out = terminal_text(text);
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < out.size()) {
    if (!is_continuation(out[end]) && ++used > columns) {
      --used;
      break;
    }
    ++end;
  }
  out.resize(end);
  out.append(columns - used, ' ');
  return out;
}

std::string milliseconds_text(double ms) {
  char text[32];
  const int digits = ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0;
  std::snprintf(text, sizeof text, "%.*f", digits, ms);
  return text;
}

}  // namespace acrida
