// GivenOptions: the lenient look.
#include "core/cli/given_options.hpp"

#include <algorithm>

#include <CLI/App.hpp>

namespace acrida {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const CLI::Option* find_long(const CLI::App& app, const std::string& name) {
  for (const CLI::Option* option : app.get_options())
    if (contains(option->get_lnames(), name)) return option;
  return nullptr;
}

const CLI::Option* find_short(const CLI::App& app, const std::string& name) {
  for (const CLI::Option* option : app.get_options())
    if (contains(option->get_snames(), name)) return option;
  return nullptr;
}

}  // namespace

GivenOptions::GivenOptions(const CLI::App& app, const std::vector<std::string>& words,
                           const std::vector<Setting>& settings,
                           const EnvironmentLookup& environment)
    : app_(app), settings_(settings), environment_(environment) {
  bool only_words = false;  // after "--"
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (only_words || word.size() < 2 || word[0] != '-') {
      stray_words_.push_back(word);
      continue;
    }
    if (word == "--") {
      only_words = true;
      continue;
    }
    const bool is_long = word[1] == '-';
    const std::size_t equals = is_long ? word.find('=') : std::string::npos;
    const CLI::Option* option =
        is_long ? find_long(app, word.substr(2, equals - 2)) : find_short(app, word.substr(1, 1));
    if (option == nullptr || option->get_items_expected_max() == 0) continue;
    if (equals != std::string::npos)
      given_.push_back({option, word.substr(equals + 1)});
    else if (!is_long && word.size() > 2)
      given_.push_back({option, word.substr(2)});
    else if (i + 1 < words.size())
      given_.push_back({option, words[++i]});
  }
}

std::optional<std::string> GivenOptions::value(const std::string& long_name) const {
  const CLI::Option* option = find_long(app_, long_name);
  if (option == nullptr) return std::nullopt;
  std::optional<std::string> found;
  for (const Word& word : given_)
    if (word.option == option) found = word.value;
  if (found) return found;
  if (!option->get_envname().empty()) {
    found = environment_(option->get_envname());
    if (found && !found->empty()) return found;
    found.reset();
  }
  for (const Setting& setting : settings_)
    if (contains(option->get_lnames(), setting.key) && !setting.values.empty())
      found = setting.values.back();
  return found;
}

}  // namespace acrida
