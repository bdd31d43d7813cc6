// terminal_text: foreign text that is safe to print on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace acrida {

/// Control characters (also those of C1 and line breaks) become \xNN, so that a name from a test or
/// a server cannot move the cursor or recolour the screen; UTF-8 stays.
std::string terminal_text(std::string_view text);

/// The same, cut or padded with spaces to `columns` characters (code points).
std::string terminal_cell(std::string_view text, std::size_t columns);

/// Milliseconds in at most seven columns with as many digits as they deserve: 0.42, 12.3, 1234.
std::string milliseconds_text(double ms);

}  // namespace acrida
