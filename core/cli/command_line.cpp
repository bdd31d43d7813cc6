// Command line: parsing, settings, logging, dispatch.
#include "core/cli/command_line.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <unistd.h>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include "core/cli/given_options.hpp"
#include "core/cli/help_formatter.hpp"
#include "core/cli/log_setup.hpp"
#include "core/cli/parse_failure.hpp"
#include "core/cli/validators.hpp"

namespace acrida {
namespace {

constexpr int kMisuse = 2;

/// The options that every command has.
struct CommonOptions {
  std::string config;
  std::string log_level = "INFO";
  std::string log_file;
};

std::string upper_case(std::string word) {
  for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return word;
}

void declare_common(CLI::App& app, CommonOptions& options) {
  const char* const group = "Log and configuration";
  app.add_option("--config", options.config, "Read more options from a file")
      ->type_name("FILE")
      ->group(group);
  app.add_option("-L,--loglevel", options.log_level,
                 "Least level of messages to log: DEBUG, INFO, WARNING, ERROR or CRITICAL")
      ->transform([](std::string word) { return upper_case(std::move(word)); })
      ->check(one_of({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}))
      ->type_name("LEVEL")
      ->envname("ACRIDA_LOGLEVEL")
      ->capture_default_str()
      ->group(group);
  app.add_option("--logfile", options.log_file, "Log to this file instead of standard error")
      ->type_name("FILE")
      ->envname("ACRIDA_LOGFILE")
      ->group(group);
}

/// A command's app with everything declared, and what carries the command out.
DeclaredCommand declare(const Command& command, CLI::App& app, CommonOptions& common) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "Show this help");
  DeclaredCommand declared = command.declare(app);
  declare_common(app, common);
  for (CLI::Option* option : app.get_options()) {
    // As in Locust, the last of several values wins.
    const bool may_repeat = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    if (option->get_items_expected_max() == 1 && !may_repeat) option->take_last();
  }
  return declared;
}

/// All commands as subcommands of one app, for the help and for suggestions; it parses nothing.
struct Catalogue {
  explicit Catalogue(const std::vector<Command>& commands) {
    app.name("acrida")->formatter(std::make_shared<HelpFormatter>());
    app.set_help_flag("-h,--help", "Show this help; acrida COMMAND --help shows a command's");
    app.add_flag("-V,--version", version, "Show the version");
    for (const Command& command : commands) {
      std::string word(command.name);
      std::replace(word.begin(), word.end(), ' ', '-');  // add_subcommand() takes no spaces
      CLI::App* sub = app.add_subcommand(word, std::string(command.summary));
      sub->name(std::string(command.name));
      sub->group(command.hidden ? "" : "Commands");
      keep_alive.push_back(declare(command, *sub, common));
    }
  }
  /// Some command takes the options of a test, which may stand in anyone's configuration files.
  bool knows_tests() const {
    return std::any_of(keep_alive.begin(), keep_alive.end(),
                       [](const DeclaredCommand& each) { return bool(each.declare_more); });
  }
  CLI::App app{"Acrida, a distributed load-testing framework"};
  bool version = false;
  CommonOptions common;
  std::vector<DeclaredCommand> keep_alive;  // they own what the options are bound to
};

int misuse(const std::string& who, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", who.c_str(), what.c_str());
  return kMisuse;
}

/// The value of --config among the user's words, before they are parsed.
std::string config_file_in(const std::vector<std::string>& words) {
  std::string file;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--config" && i + 1 < words.size()) file = words[i + 1];
    if (words[i].compare(0, 9, "--config=") == 0) file = words[i].substr(9);
  }
  return file;
}

/// The settings of all files, lowest precedence first.
Result<std::vector<Setting>> read_settings(const std::vector<std::string>& words,
                                           const EnvironmentLookup& environment) {
  std::vector<std::string> files;
  const auto home = environment("HOME");
  if (home) files.push_back(*home + "/.acrida.conf");
  files.push_back("acrida.conf");
  files.erase(std::remove_if(files.begin(), files.end(),
                             [](const auto& file) { return access(file.c_str(), F_OK) != 0; }),
              files.end());
  const std::string named = config_file_in(words);
  if (!named.empty()) files.push_back(named);
  std::vector<Setting> settings;
  for (const std::string& file : files) {
    auto more = read_settings_file(file);
    if (!more) return more.error();
    settings.insert(settings.end(), more->begin(), more->end());
  }
  return settings;
}

int run_command(const Command& command, const Catalogue& catalogue, std::vector<std::string> words,
                const EnvironmentLookup& environment) {
  const std::string name = "acrida " + std::string(command.name);
  CLI::App app{std::string(command.summary), name};
  CommonOptions common;
  const DeclaredCommand declared = declare(command, app, common);
  Presets presets;
  Result<void> declared_more;
  if (!command.hidden) {
    const auto settings = read_settings(words, environment);
    if (!settings) return misuse(name, settings.error().what);
    if (declared.declare_more) {
      const GivenOptions given(app, words, *settings, environment);
      declared_more = declared.declare_more(given, app, catalogue.app);
    }
    const bool may_be_of_a_test = !declared.declare_more && catalogue.knows_tests();
    auto found =
        preset_options(app, catalogue.app, *settings, words, environment, may_be_of_a_test);
    if (!found) return misuse(name, found.error().what);
    presets = std::move(*found);
  }
  words.insert(words.begin(), presets.tokens.begin(), presets.tokens.end());
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    if (!declared_more) return misuse(name, declared_more.error().what);
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    return misuse(name, explain(error, app, catalogue.app, presets));
  }
  if (!declared_more) return misuse(name, declared_more.error().what);
  set_up_log(std::string(command.name), common.log_level, common.log_file);
  return declared.carry_out();
}

/// The command that the first words name, the longest name first; and how many words that are.
std::pair<const Command*, std::size_t> command_named(const std::vector<Command>& commands,
                                                     const std::vector<std::string>& words) {
  const std::string two = words.size() > 1 ? words[0] + " " + words[1] : std::string();
  for (const auto& [name, count] : {std::pair{two, 2}, std::pair{words.front(), 1}})
    for (const Command& command : commands)
      if (command.name == name) return {&command, static_cast<std::size_t>(count)};
  return {nullptr, 0};
}

}  // namespace

int run_command_line(const std::vector<Command>& commands, const std::string& version,
                     const std::vector<std::string>& words, const EnvironmentLookup& environment) {
  try {
    const Catalogue catalogue(commands);
    const std::string first = words.empty() ? std::string() : words.front();
    if (first == "--help" || first == "-h") {
      std::cout << catalogue.app.help();
      return 0;
    }
    if (first == "--version" || first == "-V") {
      std::cout << "acrida " << version << '\n';
      return 0;
    }
    if (first.empty()) {
      std::cerr << catalogue.app.help();
      return kMisuse;
    }
    const auto [command, count] = command_named(commands, words);
    if (command != nullptr) {
      const auto rest = words.begin() + static_cast<std::ptrdiff_t>(count);
      return run_command(*command, catalogue, {rest, words.end()}, environment);
    }
    return misuse("acrida", explain_unknown_command(first, catalogue.app));
  } catch (const std::exception& error) {
    return misuse("acrida", error.what());
  }
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

}  // namespace acrida
