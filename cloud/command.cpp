// The command `cloud`.
#include "cloud/command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <boost/json.hpp>

#include "cloud/fleet/fleet_command.hpp"
#include "cloud/master_address.hpp"
#include "cloud/open_provider.hpp"
#include "cloud/options.hpp"
#include "cloud/provider/cloud_request.hpp"
#include "core/cli/failure.hpp"
#include "core/cli/validators.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

struct CloudCommand {
  std::string action;
  std::vector<std::string> machines;
  CloudOptions cloud;
  MasterAddress master;
  std::string fleet;
  std::size_t count = 1;
  std::string template_id;
  std::chrono::seconds idle_stop{-1};  // -1 = the master's
  bool expired_only = false;
  bool yes = false;
};

void print_row(const std::string& id, const std::string& state, const std::string& made_from,
               const std::string& rest) {
  std::printf("%-26s %-12s %-18s %s\n", id.c_str(), state.c_str(), made_from.c_str(), rest.c_str());
}

// --- through a running master ---------------------------------------------------------------------

std::string text_in(const json::value& object, const char* key) {
  const json::value* value = object.as_object().if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

int list_of_master(const MasterClient& master) {
  const auto answer = master.get("machines");
  if (!answer) return fail(answer.error().what);
  const json::value all = json::parse(answer.value());
  std::printf("%s, fleet %s\n", text_in(all, "provider").c_str(), text_in(all, "fleet").c_str());
  print_row("MACHINE", "STEP", "TEMPLATE", "USERS");
  for (const json::value& machine : all.at("machines").as_array()) {
    const json::value& error = machine.at("error");
    std::string rest = std::to_string(machine.at("users").to_number<std::uint64_t>());
    if (error.is_object())
      rest += "  " + text_in(error, "step") + ": " + text_in(error, "cause") + "; " +
              text_in(error, "remedy");
    print_row(text_in(machine, "id"), text_in(machine, "step"), text_in(machine, "template"), rest);
  }
  return 0;
}

int tell(const Result<std::string>& answer) {
  if (!answer) return fail(answer.error().what);
  const json::value done = json::parse(answer.value());
  std::printf("%s", text_in(done, "message").c_str());
  for (const json::value& id : done.at("machines").as_array())
    std::printf(" %s", id.as_string().c_str());
  std::printf("\n");
  return 0;
}

int through_master(const CloudCommand& command) {
  const auto opened = open_master_client(command.master);
  if (!opened) return fail(opened.error().what);
  const MasterClient& master = opened.value();
  if (command.action == "ls") return list_of_master(master);
  if (command.action == "spawn") {
    json::object body{{"count", command.count}, {"key", random_key()}};
    if (!command.template_id.empty()) body["template"] = command.template_id;
    if (command.idle_stop.count() >= 0) body["idle_stop_s"] = command.idle_stop.count();
    return tell(master.post("machines/spawn", json::serialize(body)));
  }
  if (command.action == "reap")
    return fail("cloud reap: a master that runs ends its machines itself; leave out --master");
  const std::string path = command.action == "stop" ? "machines/stop" : "machines/delete";
  int code = 0;
  for (const std::string& id : command.machines)
    code = std::max(code, tell(master.post(path, json::serialize(json::object{{"machine", id}}))));
  return code;
}

// --- alone ----------------------------------------------------------------------------------------

bool is_expired(const CloudMachine& machine) {
  const auto expires = parse_expiry(tag_of(machine.tags, cloud_tag::kExpires));
  return expires && *expires <= std::chrono::system_clock::now();
}

void print_machine(const CloudMachine& machine) {
  print_row(tag_of(machine.tags, cloud_tag::kToken), std::string(name_of(machine.state)),
            tag_of(machine.tags, cloud_tag::kMadeFrom),
            tag_of(machine.tags, cloud_tag::kExpires) + (is_expired(machine) ? " (over)" : ""));
}

int change(CloudProvider& provider, const CloudCommand& command, const CloudMachine& machine,
           ChangeMachine::Verb verb) {
  const CloudAnswer answer =
      carry_out(provider, command.fleet, ChangeMachine{verb, machine.id}, {});
  if (const auto* error = std::get_if<CloudError>(&answer)) return fail(text_of(*error));
  std::printf("%s %s\n", verb == ChangeMachine::Verb::stop ? "stopped" : "deleted",
              tag_of(machine.tags, cloud_tag::kToken).c_str());
  return 0;
}

int reap(CloudProvider& provider, const CloudCommand& command,
         const std::vector<CloudMachine>& machines) {
  int code = 0;
  std::size_t found = 0;
  for (const CloudMachine& machine : machines) {
    if (command.expired_only && !is_expired(machine)) continue;
    ++found;
    print_machine(machine);
    if (command.yes)
      code = std::max(code, change(provider, command, machine, ChangeMachine::Verb::remove));
  }
  if (found == 0) std::printf("nothing to delete\n");
  if (found > 0 && !command.yes) std::printf("not deleted: say --yes\n");
  return code;
}

int change_named(CloudProvider& provider, const CloudCommand& command,
                 const std::vector<CloudMachine>& machines) {
  const bool stops = command.action == "stop" && provider.traits().keeps_stopped;
  int code = 0;
  for (const std::string& id : command.machines) {
    const CloudMachine* found = nullptr;
    for (const CloudMachine& machine : machines)
      if (machine.id == id || tag_of(machine.tags, cloud_tag::kToken) == id) found = &machine;
    const int done = found == nullptr
                         ? fail("fleet " + command.fleet + " has no machine " + id)
                         : change(provider, command, *found,
                                  stops ? ChangeMachine::Verb::stop : ChangeMachine::Verb::remove);
    code = std::max(code, done);
  }
  return code;
}

int alone(const CloudCommand& command) {
  if (command.action == "spawn")
    return fail("cloud spawn: name the master whose slaves they are to be: --master URL");
  if (command.fleet.empty())
    return fail("cloud " + command.action +
                ": name the fleet with --fleet, as its master's log has it, or ask a master that "
                "runs with --master URL");
  auto provider = open_provider(command.cloud);
  if (!provider) return fail(provider.error().what);
  const CloudAnswer answer = carry_out(**provider, command.fleet, ListMachines{}, {});
  if (const auto* error = std::get_if<CloudError>(&answer)) return fail(text_of(*error));
  const auto& machines = std::get<std::vector<CloudMachine>>(answer);
  if (command.action == "reap") return reap(**provider, command, machines);
  if (command.action != "ls") return change_named(**provider, command, machines);
  print_row("MACHINE", "STATE", "TEMPLATE", "LIFETIME ENDS");
  for (const CloudMachine& machine : machines) print_machine(machine);
  return 0;
}

int run(const CloudCommand& command) {
  const bool names = command.action == "stop" || command.action == "rm";
  if (names && command.machines.empty())
    return fail("cloud " + command.action + ": name the machines, as `acrida cloud ls` has them");
  if (!names && !command.machines.empty())
    return fail("cloud " + command.action + ": takes no machines");
  return command.master.url.empty() ? alone(command) : through_master(command);
}

}  // namespace

std::function<int()> declare_cloud(CLI::App& app) {
  auto command = std::make_shared<CloudCommand>();  // shared with the command that is returned
  app.add_option(
         "ACTION", command->action,
         "ls: show the machines; spawn: more of them; stop, rm: these, once their users have "
         "moved; reap: delete what the master of --fleet has left behind")
      ->required()
      ->check(one_of({"ls", "spawn", "stop", "rm", "reap"}));
  app.add_option("MACHINE", command->machines, "For stop and rm: their ids");
  declare_master_address(app, command->master,
                         "Ask this running master; without it the provider is asked directly");
  app.add_option("--count", command->count, "For spawn: how many")
      ->check(whole_number(1, static_cast<std::int64_t>(SpawnMachines::kMostAtOnce)))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--template", command->template_id, "For spawn: the id of another than the first")
      ->type_name("ID");
  add_time_span(app, "--idle-stop", command->idle_stop,
                "For spawn: stop them after so long without users; default the master's");
  app.add_option("--fleet", command->fleet, "Without --master: whose machines")
      ->type_name("ID")
      ->envname("ACRIDA_FLEET");
  app.add_flag("--expired", command->expired_only, "For reap: only those whose lifetime is over");
  app.add_flag("--yes", command->yes, "For reap: delete them; else they are only shown");
  app.add_option("--data-dir", command->cloud.data_dir, "That of the master, if it had one")
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR");
  declare_cloud_options(app, command->cloud);
  return [command] { return run(*command); };
}

}  // namespace acrida
