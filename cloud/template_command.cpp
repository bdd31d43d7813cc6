// The command `cloud template`.
#include "cloud/template_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

#include "cloud/master_address.hpp"
#include "cloud/open_provider.hpp"
#include "cloud/options.hpp"
#include "cloud/template_build.hpp"
#include "cloud/template_trial.hpp"
#include "core/cli/failure.hpp"
#include "core/cli/validators.hpp"

namespace acrida {
namespace {

constexpr int kUnusable = 1;
struct TemplateCommand {
  std::string action;
  std::string id;
  CloudOptions cloud;
  MasterAddress master;
  std::chrono::seconds limit{420};
  TemplateBuildOptions build;
};

std::string text_of_tag(const TemplateTag& tag) {
  return tag.key + "=" + tag.value;
}

int tag(CloudProvider& provider, const TemplateCommand& command) {
  const auto done = provider.mark_template(command.id, command.cloud.template_tag, {});
  if (const auto* error = std::get_if<CloudError>(&done)) return fail(text_of(*error));
  std::printf("%s has the tag %s\n", command.id.c_str(),
              text_of_tag(command.cloud.template_tag).c_str());
  return 0;
}

void print_row(const std::string& id, const std::string& name, const std::string& cores,
               const std::string& price, const std::string& rest) {
  std::printf("%-26s %-22s %5s %9s  %s\n", id.c_str(), name.c_str(), cores.c_str(), price.c_str(),
              rest.c_str());
}

std::string price_text(const std::optional<double>& price) {
  if (!price) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.4g/h", *price);
  return text;
}

/// What was found is printed; whether machines can be made from all of it.
int show(CloudProvider& provider, const TemplateCommand& command) {
  const auto found = provider.templates(command.cloud.template_tag, {});
  if (const auto* error = std::get_if<CloudError>(&found)) return fail(text_of(*error));
  const auto& all = std::get<std::vector<MachineTemplate>>(found);
  bool is_one = false, are_good = true;
  print_row("TEMPLATE", "NAME", "CORES", "PRICE", "");
  for (const MachineTemplate& one : all) {
    if (!command.id.empty() && one.id != command.id) continue;
    is_one = true;
    are_good = are_good && one.problem.empty();
    print_row(one.id, one.name, one.cores == 0 ? "-" : std::to_string(one.cores),
              price_text(one.price_per_hour), one.problem.empty() ? one.description : one.problem);
  }
  if (is_one) return are_good ? 0 : kUnusable;
  return fail(provider.name() + " has no template" + (command.id.empty() ? "" : " " + command.id) +
                  " with the tag " + text_of_tag(command.cloud.template_tag) +
                  "; see acrida cloud template tag",
              kUnusable);
}

int check(CloudProvider& provider, const TemplateCommand& command) {
  if (const int code = show(provider, command); code != 0 || command.master.url.empty())
    return code;
  const auto master = open_master_client(command.master);
  if (!master) return fail(master.error().what);
  if (const auto tried = try_template(master.value(), command.id, command.limit); !tried) {
    return fail(tried.error().what, kUnusable);
  }
  std::printf("its slave has joined\n");
  return 0;
}

int run(const TemplateCommand& command) {
  if (command.action == "tag" && command.id.empty())
    return fail("cloud template tag: name what machines are to be made from");
  if (command.action == "list" && !command.id.empty())
    return fail("cloud template list: takes no template; check does");
  if (command.action == "build") return build_template(command.build);
  auto provider = open_provider(command.cloud);
  if (!provider) return fail(provider.error().what);
  if (command.action == "tag") return tag(**provider, command);
  const int code =
      command.action == "check" ? check(**provider, command) : show(**provider, command);
  return command.action == "list" && code == kUnusable ? 0 : code;
}

}  // namespace

std::function<int()> declare_cloud_template(CLI::App& app) {
  auto command = std::make_shared<TemplateCommand>();  // shared with what is returned
  app.add_option("ACTION", command->action,
                 "list: show those with the tag; tag: give it to one; check: whether machines can "
                 "be made from it, with --master by making one that joins, and deleting it; build: "
                 "one, from a Debian and this program; root, two minutes the first time")
      ->required()
      ->check(one_of({"list", "tag", "check", "build"}));
  app.add_option("TEMPLATE", command->id, "For tag and check: its id at the provider");
  declare_master_address(app, command->master,
                         "For check: a running master with this provider, which makes the machine");
  add_time_span(app, "--limit", command->limit,
                "For check: how long the machine may take to join; default 7m");
  declare_template_build(app, command->build);
  app.add_option("--data-dir", command->cloud.data_dir, "That of the master, if it had one")
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR");
  declare_cloud_options(app, command->cloud);
  return [command] { return run(*command); };
}

}  // namespace acrida
