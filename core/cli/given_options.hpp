// GivenOptions: what the user gave, before it is parsed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/cli/presets.hpp"

namespace CLI {
class App;
}

namespace acrida {

/// A lenient look at words, environment and settings, for a command whose options depend on the
/// value of one of them. Nothing is checked: that is for the parsing that follows.
class GivenOptions {
 public:
  /// `app` says which options take a value; all of it outlives this object.
  GivenOptions(const CLI::App& app, const std::vector<std::string>& words,
               const std::vector<Setting>& settings, const EnvironmentLookup& environment);

  /// Of the option with this long name, from the source that wins; nothing when it is not given.
  std::optional<std::string> value(const std::string& long_name) const;
  /// Words that belong to no option of the app. The value of an unknown option is among them.
  const std::vector<std::string>& stray_words() const { return stray_words_; }

 private:
  struct Word {
    const void* option;  // CLI::Option, only compared
    std::string value;
  };
  const CLI::App& app_;
  const std::vector<Setting>& settings_;
  const EnvironmentLookup& environment_;
  std::vector<Word> given_;  // by words, in their order
  std::vector<std::string> stray_words_;
};

}  // namespace acrida
