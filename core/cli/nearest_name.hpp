// Nearest name: what a misspelt word was meant to be.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace acrida {

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
std::size_t edit_distance(const std::string& a, const std::string& b);

/// The candidate with the fewest edits, the first one of equals; nothing when more than a third of
/// the word differs (two edits are always allowed to words of four letters or more).
std::optional<std::string> nearest_name(const std::string& word,
                                        const std::vector<std::string>& candidates);

}  // namespace acrida
