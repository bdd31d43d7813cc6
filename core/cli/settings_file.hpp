// Settings file: options in Locust's .conf syntax.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// One line of a settings file: a long option name without its dashes and what it is set to.
struct Setting {
  std::string key;
  std::vector<std::string> values;  // "true" for a bare key; several for a list
  std::string origin;               // "acrida.conf, line 3"
};

/// `key = v`, `key: v`, `key v`, `key` alone (true), each with or without leading dashes; lists
/// `[a, "b"]`; quotes around a value are stripped; `#` and `;` start comments; `[section]` and
/// `---` lines are skipped. The error names the line. `name` is the file's name in messages.
Result<std::vector<Setting>> parse_settings(std::string_view text, const std::string& name);

/// Reads a file of at most 1 MiB. The error names the file.
Result<std::vector<Setting>> read_settings_file(const std::string& path);

}  // namespace acrida
