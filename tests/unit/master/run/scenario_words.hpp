// ScenarioWords: the lines of a scenario and their words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "core/plan/user_class.hpp"

namespace acrida {

/// Words of a line; `key=value` words are also found by their key.
struct Words {
  explicit Words(const std::string& line) {
    std::istringstream stream(line);
    for (std::string word; stream >> word;) all.push_back(word);
  }
  std::string at(std::size_t i) const { return i < all.size() ? all[i] : ""; }
  std::optional<std::string> value(const std::string& key) const {
    for (const std::string& word : all) {
      if (word.starts_with(key + "=")) return word.substr(key.size() + 1);
    }
    return std::nullopt;
  }
  std::uint64_t number(const std::string& key, std::uint64_t otherwise) const {
    const auto text = value(key);
    return text ? std::stoull(*text) : otherwise;
  }
  std::string rest(std::size_t from) const {
    std::string text;
    for (std::size_t i = from; i < all.size(); ++i) text += (i > from ? " " : "") + all[i];
    return text;
  }
  std::vector<std::string> all;
};

inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

inline UserCounts counts_from(const std::string& text) {
  UserCounts counts;
  for (const std::string& part : split(text, ',')) {
    const auto pair = split(part, ':');
    counts[pair.at(0)] = std::stoull(pair.at(1));
  }
  return counts;
}

inline std::string text_of(const UserCounts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += " " + name + ":" + std::to_string(count);
  return text;
}

inline std::string text_of(const std::map<std::string, std::string>& options) {
  std::string text;
  for (const auto& [name, value] : options) text += " " + name + "=" + value;
  return text;
}

}  // namespace acrida
