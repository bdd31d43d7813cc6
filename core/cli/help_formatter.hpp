// HelpFormatter: the layout of --help.
#pragma once

#include <string>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace acrida {

/// Two columns, wrapped at 100 characters: names and type, then the description followed by the
/// default value and the environment variable.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(36); }

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;

 private:
  std::string columns(const std::string& left, const std::string& right) const;
};

}  // namespace acrida
