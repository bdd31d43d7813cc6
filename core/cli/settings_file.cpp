// Settings file: the parser.
#include "core/cli/settings_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

namespace acrida {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
bool is_quote(char c) {
  return c == '"' || c == '\'';
}
bool starts_comment(char c) {
  return c == '#' || c == ';';
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Length of the quoted text that starts `text`, quotes included; 0 when it is not closed.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && text.front() == '"') {
      ++i;
    } else if (text[i] == text.front()) {
      return i + 1;
    }
  }
  return 0;
}

std::string unquote(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || !is_quote(text.front()) || quoted_length(text) != text.size()) {
    return std::string(text);
  }
  const bool escapes = text.front() == '"';
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const bool escaped = escapes && text[i] == '\\' && (text[i + 1] == '"' || text[i + 1] == '\\');
    if (escaped && i + 2 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

/// Cuts a comment: a mark after white space, outside quotes that open an element.
std::string_view without_comment(std::string_view text) {
  bool at_start = true;  // of the value or of an element of a list
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_comment(text[i]) && (i == 0 || is_space(text[i - 1]))) return text.substr(0, i);
    if (is_quote(text[i]) && at_start) {
      const std::size_t length = quoted_length(text.substr(i));
      if (length > 0) i += length - 1;
    }
    if (!is_space(text[i])) at_start = std::strchr("[,=:", text[i]) != nullptr;
  }
  return text;
}

/// Splits the inside of a list at its commas; those in quotes and inner brackets do not count.
std::vector<std::string> list_elements(std::string_view inside) {
  std::vector<std::string> elements;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    const char c = i < inside.size() ? inside[i] : ',';
    if (i < inside.size() && is_quote(c)) {
      const std::size_t length = quoted_length(inside.substr(i));
      if (length > 0) i += length - 1;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && (depth <= 0 || i == inside.size())) {
      const auto element = trim(inside.substr(start, i - start));
      if (!element.empty()) elements.push_back(unquote(element));
      start = i + 1;
    }
  }
  return elements;
}

/// The line's setting; nothing for a line to skip; an error's text in `Error`.
Result<std::optional<Setting>> parse_line(std::string_view line) {
  line = trim(line);
  const bool skipped = line.empty() || starts_comment(line.front()) || line.front() == '[' ||
                       line.substr(0, 3) == "---";
  if (skipped) return std::optional<Setting>();
  for (int dashes = 0; dashes < 2 && !line.empty() && line.front() == '-'; ++dashes) {
    line.remove_prefix(1);
  }
  const std::size_t key_length = std::min(line.find_first_of(" \t:=#;"), line.size());
  Setting setting;
  setting.key = line.substr(0, key_length);
  if (setting.key.empty()) return Error{"a line starts with the name of an option"};
  std::string_view rest = trim(without_comment(line.substr(key_length)));
  if (rest.empty()) {
    setting.values = {"true"};
    return std::optional<Setting>(std::move(setting));
  }
  if (rest.front() == '=' || rest.front() == ':') rest = trim(rest.substr(1));
  if (rest.empty()) return Error{"no value after '" + setting.key + "'"};
  if (rest.front() == '[' && rest.back() == ']') {
    setting.values = list_elements(rest.substr(1, rest.size() - 2));
  } else {
    setting.values = {unquote(rest)};
  }
  return std::optional<Setting>(std::move(setting));
}

}  // namespace

Result<std::vector<Setting>> parse_settings(std::string_view text, const std::string& name) {
  std::vector<Setting> settings;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto setting = parse_line(text.substr(0, end));
    const std::string origin = name + ", line " + std::to_string(number);
    if (!setting) return Error{origin + ": " + setting.error().what};
    if (*setting) {
      (*setting)->origin = origin;
      settings.push_back(std::move(**setting));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return settings;
}

Result<std::vector<Setting>> read_settings_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxFileBytes + 1, '\0');
  // Opening a directory succeeds, reading it does not.
  if (!file || (file.read(text.data(), static_cast<std::streamsize>(text.size())), file.bad())) {
    return Error{"cannot read the configuration file " + path + ": " + std::strerror(errno)};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxFileBytes) {
    return Error{"the configuration file " + path + " is larger than 1 MiB"};
  }
  return parse_settings(text, path);
}

}  // namespace acrida
