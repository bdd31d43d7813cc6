// CloudDesk: the shell around the FleetMachine: calls of the provider, and the slaves of machines.
#include "master/cloud_desk.hpp"

#include <map>
#include <random>
#include <string_view>
#include <utility>

#include <spdlog/spdlog.h>

#include "cloud/open_provider.hpp"

namespace acrida {
namespace {

Now read_now() {
  return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

SlaveBoot boot_of(const MasterOptions& options, const SlaveLink& link) {
  SlaveBoot boot{.master_host = options.slave_host(),
                 .master_port = link.port(),
                 .insecure = options.is_link_insecure()};
  if (auto secrets = link.secrets()) {
    boot.master_key = secrets->master_key;
    boot.enrolment_token = secrets->enrolment_token;
  }
  return boot;
}

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Result<std::unique_ptr<CloudDesk>> CloudDesk::open(boost::asio::any_io_executor loop,
                                                   const MasterOptions& options,
                                                   const SlaveLink& link, Drain drain) {
  CloudOptions cloud = options.cloud;
  cloud.data_dir = options.data_dir;
  auto provider = open_provider(cloud);
  if (!provider) return provider.error();
  FleetSettings settings;
  settings.boot = boot_of(options, link);
  auto fleet = fleet_id(cloud, settings.boot.master_host, settings.boot.master_port);
  if (!fleet) return fleet.error();
  settings.fleet = *fleet;
  settings.provider = (*provider)->name();
  spdlog::info("machines: {}, fleet {}", settings.provider, settings.fleet);
  settings.traits = (*provider)->traits();
  settings.template_tag = cloud.template_tag;
  settings.test_name = file_name(options.test);
  settings.max_machines = options.max_machines;
  if (options.max_cost_per_hour > 0) settings.max_cost_per_hour = options.max_cost_per_hour;
  settings.spawn_at_start = options.spawn;
  settings.autoscale = options.autoscale;
  settings.idle_stop = options.idle_stop;
  settings.lifetime = options.machine_lifetime;
  settings.seed = std::random_device()();
  return std::unique_ptr<CloudDesk>(
      new CloudDesk(std::move(loop), std::move(*provider), settings, std::move(drain)));
}

CloudDesk::CloudDesk(boost::asio::any_io_executor loop, std::unique_ptr<CloudProvider> provider,
                     const FleetSettings& settings, Drain drain)
    : machine_(settings),
      drain_(std::move(drain)),
      calls_(std::move(loop), std::move(provider), settings.fleet,
             [this](std::uint64_t call, const CloudAnswer& answer) {
               carry_out(machine_.on_answer(call, answer, read_now()));
             }) {}

FleetReply CloudDesk::command(FleetCommand command, Now now) {
  auto* spawn = std::get_if<SpawnMachines>(&command);
  if (spawn != nullptr && spawn->key.empty()) spawn->key = random_key();
  return machine_.on(command, now);
}

void CloudDesk::tick(const RunView& run, Now now) {
  const bool has_run = is_active(run.state) || run.state == RunState::kStopping;
  std::map<std::string_view, double> strains;
  for (const JudgedSlave& slave : run.generator.slaves)
    if (has_run && slave.seconds.total() > 0) strains[slave.id] = strain_of(slave.newest);
  std::vector<FleetSlave> slaves;
  for (const SlaveView& slave : run.slaves) {
    if (!slave.present) continue;
    slaves.push_back({slave.id, slave.machine, slave.users, has_run});
    if (const auto strain = strains.find(slave.id); strain != strains.end())
      slaves.back().strain = strain->second;
  }
  calls_.tick(now.mono);
  carry_out(machine_.tick(slaves, now));
}

void CloudDesk::end(Now now) {
  machine_.end(now);
  end_by_ = now.mono + kEndLimit;
}

bool CloudDesk::has_ended(Now now) const {
  return machine_.has_ended() || (end_by_ && now.mono >= *end_by_);
}

std::string CloudDesk::left() const {
  std::string ids;
  for (const std::string& id : machine_.left()) ids += (ids.empty() ? "" : ", ") + id;
  return ids;
}

void CloudDesk::carry_out(FleetMachine::FleetActions actions) {
  for (auto& action : actions) {
    if (auto* call = std::get_if<FleetMachine::CallProvider>(&action))
      calls_.begin(call->call, std::move(call->request),
                   std::chrono::steady_clock::now() + call->limit);
    else if (const auto* cancel = std::get_if<FleetMachine::CancelCall>(&action))
      calls_.cancel(cancel->call);
    else if (const auto* drain = std::get_if<FleetMachine::DrainSlave>(&action))
      drain_(drain->slave, drain->may_end_run);
    else if (const auto* news = std::get_if<FleetMachine::FleetNews>(&action))
      spdlog::log(news->is_warning ? spdlog::level::warn : spdlog::level::info, "{}", news->text);
  }
}

}  // namespace acrida
