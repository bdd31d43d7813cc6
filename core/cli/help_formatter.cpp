// HelpFormatter: columns and wrapping.
#include "core/cli/help_formatter.hpp"

#include <sstream>

namespace acrida {
namespace {

constexpr std::size_t kLineWidth = 100;

}  // namespace

std::string HelpFormatter::columns(const std::string& left, const std::string& right) const {
  const std::size_t indent = get_column_width();
  std::string text = "  " + left;
  std::size_t column = text.size();
  if (column + 2 > indent) {
    text += '\n';
    column = 0;
  }
  text.append(indent - column, ' ');
  column = indent;
  std::istringstream words(right);
  for (std::string word; words >> word;) {
    if (column > indent && column + 1 + word.size() > kLineWidth) {
      text += '\n' + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
  }
  return text + '\n';
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  // CLI11 puts two empty lines between groups.
  return CLI::detail::find_and_replace(CLI::Formatter::make_help(app, std::move(name), mode),
                                       "\n\n\n", "\n\n");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string left = is_positional ? option->get_name(true) : std::string();
  if (!is_positional) {
    for (const std::string& name : option->get_snames())
      left += (left.empty() ? "-" : ", -") + name;
    if (left.empty()) left = "   ";
    for (const std::string& name : option->get_lnames()) {
      left += (left == "   " ? " --" : ", --") + name;
    }
    if (option->get_type_size() != 0) left += " " + option->get_type_name();
  }
  std::string right = option->get_description();
  if (option->get_required()) right += " [required]";
  if (!option->get_default_str().empty()) right += " [" + option->get_default_str() + "]";
  if (!option->get_envname().empty()) right += " (" + option->get_envname() + ")";
  return columns(left, right);
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return columns(command->get_name(), command->get_description());
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  const bool has_commands = !app->get_subcommands([](const CLI::App*) { return true; }).empty();
  std::string usage = "Usage: " + (name.empty() ? app->get_name() : name);
  usage += has_commands ? " COMMAND [OPTIONS]" : " [OPTIONS]";
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_positional()) usage += " " + make_option_usage(option);
  }
  return usage + "\n";
}

}  // namespace acrida
