// Cluster: addresses, command lines, and questions to the master.
#include "tests/faults/cluster.hpp"

#include <fstream>
#include <signal.h>
#include <stdexcept>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kServerAddress = "10.79.0.1";
const std::string kApi = "http://127.0.0.1:8089";

std::string link_address(std::size_t slave, int end) {
  return "10.77." + std::to_string(slave + 1) + "." + std::to_string(end);
}

std::string load_address(std::size_t slave, int end) {
  return "10.78." + std::to_string(slave + 1) + "." + std::to_string(end);
}

std::filesystem::path made(std::filesystem::path folder) {
  std::filesystem::create_directories(folder);
  return folder;
}

/// Masters and slaves beyond loopback speak plainly only when told so.
std::vector<std::string> plain_link(const std::string& command) {
  Process help({acrida_executable(), command, "--help"});
  help.wait(10s);
  if (help.out().find("--insecure") == std::string::npos) return {};
  return {"--insecure"};
}

}  // namespace

Cluster::Cluster(const std::string& name, std::filesystem::path directory, std::uint64_t seed)
    : directory_(std::move(directory)), hub_(name + "-hub"), disk_(made(directory_ / "data")) {
  made(directory_ / "tmp");
  hub_.configure({"link set dev lo up", "addr add " + std::string(kServerAddress) + "/32 dev lo"},
                 directory_ / "hub.ip");
  hub_.enter();
  for (std::size_t slave = 0; slave < kSlaves; ++slave) {
    places_[slave].network = std::make_unique<NetNamespace>(name + "-" + std::to_string(slave));
    places_[slave].clock =
        std::make_unique<ClockFile>(directory_ / ("clock" + std::to_string(slave)));
    lay_cables(slave, seed + slave);
  }
  witness_ = std::make_unique<Witness>(made(directory_ / "nginx"));
}

void Cluster::lay_cables(std::size_t slave, std::uint64_t seed) {
  Place& place = places_[slave];
  const std::string number = std::to_string(slave);
  place.link = std::make_unique<FaultyLink>("link" + number, "link", place.network->path(), seed);
  hub_.configure(
      {"link add load" + number + " type veth peer name load netns " + place.network->name(),
       "addr add " + load_address(slave, 1) + "/24 dev load" + number,
       "link set dev load" + number + " up",
       "addr add " + link_address(slave, 1) + "/24 dev link" + number,
       "link set dev link" + number + " up"},
      directory_ / "hub.ip");
  place.network->configure(
      {"link set dev lo up", "addr add " + load_address(slave, 2) + "/24 dev load",
       "link set dev load up", "addr add " + link_address(slave, 2) + "/24 dev link",
       "link set dev link up",
       "route add " + std::string(kServerAddress) + " via " + load_address(slave, 1)},
      directory_ / "slave.ip");
}

std::string Cluster::address_of(std::size_t slave) {
  return load_address(slave, 2);
}

ProcessOptions Cluster::options() const {
  ProcessOptions options{.directory = directory_.string(), .environment = test_environment()};
  options.environment.push_back("TMPDIR=" + (directory_ / "tmp").string());
  return options;
}

void Cluster::start_master() {
  static const std::vector<std::string> plain = plain_link("master");
  std::vector<std::string> command{acrida_executable(),
                                   "master",
                                   "-f",
                                   source_path("tests/faults/users/steady.cpp"),
                                   "-H",
                                   "http://" + std::string(kServerAddress) + ":8080",
                                   "--master-bind-host",
                                   "*",
                                   "--autostart",
                                   "--expect-slaves",
                                   std::to_string(kSlaves),
                                   "-u",
                                   std::to_string(kUsers),
                                   "-r",
                                   std::to_string(kUsers),
                                   "--data-dir",
                                   disk_.path().string()};
  command.insert(command.end(), plain.begin(), plain.end());
  masters_.push_back(std::make_unique<Process>(command, options()));
}

void Cluster::start_slave(std::size_t slave) {
  static const std::vector<std::string> plain = plain_link("slave");
  Place& place = places_[slave];
  std::vector<std::string> command = place.network->prefix();
  command.insert(command.end(),
                 {acrida_executable(), "slave", "--master-host", link_address(slave, 1), "--shards",
                  "1", "-f", source_path("tests/faults/users/steady.cpp")});
  command.insert(command.end(), plain.begin(), plain.end());
  ProcessOptions slave_options = options();
  for (std::string& variable : place.clock->environment())
    slave_options.environment.push_back(std::move(variable));
  place.agents.push_back(std::make_unique<Process>(command, slave_options));
}

void Cluster::start() {
  start_master();
  for (std::size_t slave = 0; slave < kSlaves; ++slave) start_slave(slave);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (true) {
    const auto now = totals();
    if (now && now->state == "running" && now->users == kUsers) return;
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("the run does not start:\n" + output());
    std::this_thread::sleep_for(50ms);
  }
}

std::optional<pid_t> Cluster::runner_of(std::size_t slave) const {
  const std::string pid = std::to_string(places_[slave].agents.back()->pid());
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  pid_t child = 0;
  if (children >> child) return child;
  return std::nullopt;
}

std::optional<MasterTotals> Cluster::totals() const {
  const HttpAnswer answer = http_get(kApi + "/stats/requests", 500ms);
  if (answer.status != 200) return std::nullopt;
  const boost::json::value document = boost::json::parse(answer.body);
  const auto& total = document.at("stats").as_array().back();
  const auto number = [](const boost::json::value& value) {
    return value.to_number<std::uint64_t>();
  };
  return MasterTotals{.state = boost::json::value_to<std::string>(document.at("state")),
                      .requests = number(total.at("num_requests")),
                      .failures = number(total.at("num_failures")),
                      .unknown = number(total.at("num_unknown")),
                      .users = number(document.at("user_count")),
                      .slaves = number(document.at("worker_count"))};
}

void Cluster::ask_to_stop() const {
  http_get(kApi + "/stop", 5s);
}

bool Cluster::end() {
  master().signal(SIGINT);
  bool all = master().wait(15s).has_value();
  for (Place& place : places_) all = place.agents.back()->wait(10s).has_value() && all;
  return all;
}

std::vector<std::string> Cluster::left_over() const {
  std::vector<std::string> found;
  for (const Place& place : places_)
    for (std::string& process : place.network->processes()) found.push_back(std::move(process));
  for (std::string& process : hub_.processes())
    if (!process.ends_with(" nginx")) found.push_back(std::move(process));
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory_ / "tmp"))
    found.push_back(file.path().string());
  return found;
}

std::string Cluster::output() const {
  std::string text;
  for (const auto& master : masters_)
    text += "--- master " + std::to_string(master->pid()) + "\n" + master->out() + master->err();
  for (std::size_t slave = 0; slave < kSlaves; ++slave)
    for (const auto& agent : places_[slave].agents)
      text += "--- slave " + std::to_string(slave) + "\n" + agent->out() + agent->err();
  return text;
}

}  // namespace acrida::tests
