// Presets: who wins between files, environment and command line.
#include "core/cli/presets.hpp"

#include <algorithm>
#include <cctype>

#include <CLI/App.hpp>

#include "core/cli/nearest_name.hpp"

namespace acrida {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Options that say where settings come from, or that end the program, are for the user alone.
bool is_presettable(const std::string& key) {
  return key != "config" && key != "help";
}

const CLI::Option* find_option(const CLI::App& app, const std::string& key) {
  for (const CLI::Option* option : app.get_options()) {
    if (contains(option->get_lnames(), key)) return option;
  }
  return nullptr;
}

bool any_command_has(const CLI::App& all_commands, const std::string& key) {
  const auto commands = all_commands.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(), [&key](const CLI::App* command) {
    return find_option(*command, key) != nullptr;
  });
}

std::optional<std::string> meant_by(const CLI::App& all_commands, const Setting& setting) {
  std::vector<std::string> known;
  for (const CLI::App* command :
       all_commands.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        if (is_presettable(name)) known.push_back(name);
      }
    }
  }
  return nearest_name(setting.key, known);
}

Error unknown_key(const Setting& setting, const std::optional<std::string>& meant) {
  std::string text = setting.origin + ": unknown option '" + setting.key + "'";
  if (meant) text += ", did you mean '" + *meant + "'?";
  return Error{text};
}

bool is_given(const CLI::Option& option, const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) {
    if (token == "--") return false;
    if (token.size() < 2 || token[0] != '-') continue;
    const bool is_long = token[1] == '-';
    const std::string name =
        is_long ? token.substr(2, token.find('=') - 2) : std::string(1, token[1]);
    if (contains(is_long ? option.get_lnames() : option.get_snames(), name)) return true;
  }
  return false;
}

Result<bool> flag_value(const Setting& setting) {
  std::string word = setting.values.size() == 1 ? setting.values.front() : std::string();
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (contains({"true", "yes", "on", "1"}, word)) return true;
  if (contains({"false", "no", "off", "0"}, word)) return false;
  return Error{setting.origin + ": '" + setting.key + "' is either true or false"};
}

}  // namespace

Result<Presets> preset_options(const CLI::App& command, const CLI::App& all_commands,
                               const std::vector<Setting>& settings,
                               const std::vector<std::string>& user_tokens,
                               const EnvironmentLookup& environment, bool may_be_of_a_test) {
  std::map<const CLI::Option*, const Setting*> winners;
  for (const Setting& setting : settings) {
    const CLI::Option* option =
        is_presettable(setting.key) ? find_option(command, setting.key) : nullptr;
    if (option != nullptr) {
      winners[option] = &setting;
    } else if (!is_presettable(setting.key) || !any_command_has(all_commands, setting.key)) {
      const auto meant = meant_by(all_commands, setting);
      if (meant || !may_be_of_a_test) return unknown_key(setting, meant);
    }
  }
  Presets presets;
  for (const CLI::Option* option : command.get_options()) {
    if (is_given(*option, user_tokens)) continue;
    const std::string& variable = option->get_envname();
    if (!variable.empty() && !environment(variable).value_or("").empty()) {
      presets.origins[option->get_name()] = "the environment variable " + variable;
      continue;
    }
    const auto winner = winners.find(option);
    if (winner == winners.end()) continue;
    const Setting& setting = *winner->second;
    presets.origins[option->get_name()] = setting.origin;
    const std::string name = "--" + setting.key;
    if (option->get_items_expected_max() == 0) {
      const auto value = flag_value(setting);
      if (!value) return value.error();
      if (*value)
        presets.tokens.push_back(name);
      else if (option->get_default_str() == "true")
        presets.tokens.push_back(name + "=false");
      continue;
    }
    for (const std::string& value : setting.values) {
      presets.tokens.push_back(std::string(name).append("=").append(value));
    }
  }
  return presets;
}

}  // namespace acrida
