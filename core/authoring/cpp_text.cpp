// C++ text: escaping.
#include "core/authoring/cpp_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace acrida {
namespace {

constexpr std::size_t kMaxIdentifierLength = 50;

bool is_plain(char c) {
  return c >= ' ' && c <= '~';
}

}  // namespace

std::string cpp_literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '?' && i > 0 && text[i - 1] == '?') {
      out += "\\?";  // no trigraph
    } else if (is_plain(c)) {
      out += c;
    } else {  // three octal digits end by themselves, hexadecimal ones do not
      out += '\\';
      for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + (byte >> shift & 7));
    }
  }
  return out + '"';
}

std::string cpp_readable_literal(std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c) || c == '\n'; });
  const bool needs_escapes = text.find_first_of("\"\\\n") != std::string_view::npos;
  if (!plain || !needs_escapes || text.find(")text\"") != std::string_view::npos)
    return cpp_literal(text);
  return "R\"text(" + std::string(text) + ")text\"";
}

std::string cpp_comment(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (out.size() == kMaxCommentLength) return out + "...";
    // A backslash at its end would make the next line part of the comment.
    out += c == '\\' ? '/' : is_plain(c) ? c : ' ';
  }
  return out;
}

std::string cpp_identifier(std::string_view prefix, std::string_view text) {
  std::string out(prefix);
  bool new_word = false;
  for (std::size_t i = 0; i < text.size() && out.size() < kMaxIdentifierLength; ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 128 || !std::isalnum(byte)) {
      new_word = true;
      continue;
    }
    const bool capital_begins_word =
        i > 0 && std::isupper(byte) && std::islower(static_cast<unsigned char>(text[i - 1]));
    if ((new_word || capital_begins_word) && !out.ends_with('_')) out += '_';
    out += static_cast<char>(std::tolower(byte));
    new_word = false;
  }
  return out.size() == prefix.size() ? out + "page" : out;
}

}  // namespace acrida
