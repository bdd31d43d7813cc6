// Log set-up: where the program's own messages go.
#pragma once

#include <string>

namespace acrida {

/// Messages of `level` (DEBUG, INFO, WARNING, ERROR or CRITICAL) and above go to standard error, or
/// to `file` when that is not empty, as "[2026-01-01 12:00:00.123] INFO/master: text". Colours only
/// on a terminal. Throws when the file cannot be opened. [load-time]
void set_up_log(const std::string& command, const std::string& level, const std::string& file);

/// As info, also when the level leaves that out: for lines that programs read. [any]
void log_at_any_level(const std::string& text);

}  // namespace acrida
