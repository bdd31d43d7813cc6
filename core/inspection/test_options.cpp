// TestOptions: from the arguments of a test to CLI11's options and back.
#include "core/inspection/test_options.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <CLI/App.hpp>

namespace acrida {
namespace {

/// Fields of the web form that are no options, or are spelt in another way there.
constexpr std::array<const char*, 6> kFormFields = {"user-count", "user-classes", "shape-class",
                                                    "profile",    "config",       "help"};

std::string variable_of(const ArgumentSpec& spec) {
  std::string name = "ACRIDA_" + spec.field_name();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

bool has(const CLI::App& app, const ArgumentSpec& spec) {
  for (const CLI::Option* option : app.get_options()) {
    const auto& names = option->get_lnames();
    if (std::find(names.begin(), names.end(), spec.name) != names.end()) return true;
    if (option->get_envname() == variable_of(spec)) return true;
  }
  return false;
}

bool is_taken(const CLI::App& all_commands, const ArgumentSpec& spec) {
  if (std::find(kFormFields.begin(), kFormFields.end(), spec.name) != kFormFields.end())
    return true;
  const auto commands = all_commands.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(),
                     [&spec](const CLI::App* command) { return has(*command, spec); });
}

/// `@FILE` becomes the first line of the file, `@@x` the text `@x`.
std::string read_secret(std::string& text) {
  if (text.empty() || text.front() != '@') return "";
  text.erase(0, 1);
  if (!text.empty() && text.front() == '@') return "";
  std::ifstream file(text);
  std::string line;
  if (!file || !std::getline(file, line))
    return std::string("the file after @ cannot be read: ") + std::strerror(errno) +
           " (a value that starts with @ is written with @@)";
  text = line;
  return "";
}

const char* type_of(const ArgumentSpec& spec) {
  switch (spec.kind) {
    case ArgumentKind::whole_number:
      return "N";
    case ArgumentKind::real_number:
      return "X";
    case ArgumentKind::several:
      return "TEXT,...";
    case ArgumentKind::flag:
    case ArgumentKind::text:
      break;
  }
  return spec.secret ? "SECRET" : "TEXT";
}

std::string help_of(const ArgumentSpec& spec) {
  std::string help = spec.help;
  for (const std::string& choice : spec.choices)
    help += (&choice == &spec.choices.front() ? ": " : ", ") + choice;
  return spec.required ? help + " [required]" : help;
}

}  // namespace

Result<void> TestOptions::declare(const std::string& test, CLI::App& app,
                                  const CLI::App& all_commands) {
  auto inspected = inspect_test(test);
  if (!inspected) return inspected.error();
  for (const ArgumentSpec& spec : inspected->arguments)
    if (is_taken(all_commands, spec))
      return Error{"the argument " + spec.name +
                   " of the test has the name of an option of Acrida; rename it"};
  test_ = std::move(*inspected);
  for (const ArgumentSpec& spec : test_->arguments) {
    given_.push_back({&spec, {}, ""});
    declare(given_.back(), app);
  }
  return {};
}

void TestOptions::declare(Given& given, CLI::App& app) {
  const ArgumentSpec& spec = *given.spec;
  const std::string name = "--" + spec.name;
  CLI::Option* option = nullptr;
  if (spec.kind == ArgumentKind::flag) {
    option = app.add_flag(name, given.flag, help_of(spec))->run_callback_for_default(false);
    if (spec.default_text == "true") option->default_str("true");
    option->take_last();
  } else {
    option = app.add_option(name, given.values, help_of(spec))
                 ->allow_extra_args(false)
                 ->type_name(type_of(spec));
    if (spec.kind != ArgumentKind::several) option->take_last();
    if (!spec.required) option->default_str(spec.default_text);
  }
  option->envname(variable_of(spec))->group("Options of the test");
  option->check(CLI::Validator([&spec](std::string& text) { return spec.fault(text); }, ""));
  if (spec.secret) option->transform(CLI::Validator(read_secret, ""));
}

std::map<std::string, std::string> TestOptions::values() const {
  std::map<std::string, std::string> values;
  for (const Given& given : given_) {
    const std::string field = given.spec->field_name();
    if (!given.flag.empty()) values[field] = given.flag;
    for (const std::string& value : given.values) {
      const bool more = given.spec->kind == ArgumentKind::several && values.contains(field);
      values[field] = more ? values[field] + "," + value : value;
    }
  }
  return values;
}

std::map<std::string, std::string> TestOptions::variables() const {
  std::map<std::string, std::string> variables;
  const auto values = this->values();
  for (const Given& given : given_) {
    const auto value = values.find(given.spec->field_name());
    if (value != values.end()) variables[variable_of(*given.spec)] = value->second;
  }
  return variables;
}

std::string fault_of_values(const std::vector<ArgumentSpec>& arguments,
                            const std::map<std::string, std::string>& values) {
  for (const ArgumentSpec& spec : arguments) {
    const auto value = values.find(spec.field_name());
    if (value == values.end()) {
      if (spec.required)
        return "the test needs a value for --" + spec.name + " (" + variable_of(spec) + ")";
    } else if (const std::string fault = spec.fault(value->second); !fault.empty()) {
      return "--" + spec.name + ": " + fault;
    }
  }
  return "";
}

}  // namespace acrida
