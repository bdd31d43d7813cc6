// C++ text: foreign strings as literals, comments and identifiers of a generated source.
#pragma once

#include <string>
#include <string_view>

namespace acrida {

/// A string literal that has exactly these bytes, in one line: nothing in the text can end it.
std::string cpp_literal(std::string_view text);

/// The same for text that people read, such as JSON: a raw literal when it is plain.
std::string cpp_readable_literal(std::string_view text);

/// The text for the rest of a `//` comment: one line without control characters, at most
/// kMaxCommentLength of them.
std::string cpp_comment(std::string_view text);
inline constexpr std::size_t kMaxCommentLength = 90;

/// `prefix` and the letters and digits of the text, in lower case with underscores between the
/// words: "visit_" and "/Items?id=7" give "visit_items_id_7". `prefix` ends with an underscore, so
/// that the result is no keyword.
std::string cpp_identifier(std::string_view prefix, std::string_view text);

}  // namespace acrida
