// Parse failure: from CLI11's exceptions to sentences.
#include "core/cli/parse_failure.hpp"

#include <algorithm>
#include <optional>

#include <CLI/App.hpp>

#include "core/cli/nearest_name.hpp"

namespace acrida {
namespace {

std::vector<const CLI::App*> shown_commands(const CLI::App& all_commands) {
  return all_commands.get_subcommands(
      [](const CLI::App* app) { return !app->get_group().empty(); });
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::string unknown_option(const std::string& token, const CLI::App& command,
                           const CLI::App& all_commands) {
  const std::string word = token.substr(0, token.find('='));
  const auto own = option_names(command);
  std::string owners;
  for (const CLI::App* other : shown_commands(all_commands)) {
    const auto names = option_names(*other);
    if (std::find(names.begin(), names.end(), word) == names.end()) continue;
    owners += (owners.empty() ? "" : " and ") + ("'acrida " + other->get_name()) + "'";
  }
  const std::string text = "unknown option " + word;
  if (!owners.empty()) return text + ": it belongs to " + owners;
  const auto meant = word.size() > 2 ? nearest_name(word, own) : std::nullopt;
  if (meant) return text + ", did you mean " + *meant + "?";
  return text + "; --help lists the options";
}

/// The first token that no option took: an unknown option before a stray word.
std::optional<std::string> stray_token(const CLI::App& command) {
  const std::vector<std::string> strays = command.remaining();
  for (const std::string& token : strays) {
    if (token.size() > 1 && token.front() == '-') return token;
  }
  if (strays.empty()) return std::nullopt;
  return strays.front();
}

std::string allowed_for(const std::string& type) {
  if (type == "INT") return "a whole number";
  if (type == "UINT") return "a whole number from 0";
  if (type == "FLOAT") return "a number";
  return "allowed here";
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

struct NamedFault {
  std::string option;  // as CLI11 names it
  std::string fault;
};

/// Takes CLI11's "--users: what is wrong" and "Could not convert: --users = x" apart.
NamedFault take_apart(CLI::ExitCodes kind, const std::string& message, const CLI::App& command) {
  const std::string conversion = "Could not convert: ";
  if (message.compare(0, conversion.size(), conversion) == 0) {
    const std::size_t equals = message.find(" = ");
    const std::string name = message.substr(conversion.size(), equals - conversion.size());
    const CLI::Option* option = command.get_option_no_throw(name);
    const std::string value = equals == std::string::npos ? "" : message.substr(equals + 3);
    const std::string type = option != nullptr ? option->get_type_name() : std::string();
    return {name, "'" + value + "' is not " + allowed_for(type)};
  }
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos) return {"", message};
  const std::string name = message.substr(0, colon);
  if (command.get_option_no_throw(name) == nullptr) return {"", message};
  if (kind == CLI::ExitCodes::ArgumentMismatch) return {name, "a value is missing"};
  return {name, message.substr(colon + 2)};
}

}  // namespace

std::string explain(const CLI::ParseError& error, const CLI::App& command,
                    const CLI::App& all_commands, const Presets& presets) {
  const auto kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
  // A missing option is most often one that was misspelt.
  if (kind == CLI::ExitCodes::ExtrasError || kind == CLI::ExitCodes::RequiredError) {
    const auto stray = stray_token(command);
    if (stray && stray->front() == '-') return unknown_option(*stray, command, all_commands);
    if (stray && kind == CLI::ExitCodes::ExtrasError)
      return "unexpected argument '" + one_line(*stray) + "'";
  }
  const NamedFault named = take_apart(kind, error.what(), command);
  if (named.option.empty()) return one_line(named.fault);
  std::string text = named.option + ": " + one_line(named.fault);
  const auto origin = presets.origins.find(named.option);
  if (origin != presets.origins.end()) text += " (from " + origin->second + ")";
  return text;
}

std::string explain_unknown_command(const std::string& word, const CLI::App& all_commands) {
  std::vector<std::string> names;
  std::string list;
  for (const CLI::App* command : shown_commands(all_commands)) {
    names.push_back(command->get_name());
    list += (list.empty() ? "" : ", ") + command->get_name();
  }
  const bool is_option = word.size() > 1 && word.front() == '-';
  const std::string text = "unknown " + std::string(is_option ? "option " : "command ") + word;
  if (is_option) return text + ": the command comes first, one of " + list;
  const auto meant = nearest_name(word, names);
  return text + (meant ? ", did you mean " + *meant + "?" : ": use one of " + list);
}

}  // namespace acrida
