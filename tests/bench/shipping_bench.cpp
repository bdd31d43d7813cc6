// A test of 50 MB on its way to 20 slaves over a link of 100 Mbit/s while a run reports each
// second: how long it takes, and how late the reports are. Needs root, for network namespaces.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/bench/bench_row.hpp"
#include "tests/bench/report_tap.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/shipped_test.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kSlaves = 20;
constexpr std::size_t kTestBytes = 50'000'000;
constexpr const char* kMasterAddress = "10.83.0.1";
constexpr const char* kSlaveAddress = "10.83.0.2";
constexpr std::uint16_t kMasterPort = 5557;
constexpr std::uint16_t kTapPort = 5558;

/// Two network namespaces with a link of 100 Mbit/s, removed at the end.
class SlowLink {
 public:
  SlowLink() {
    run("ip netns add " + master_ + " && ip netns add " + slaves_);
    run("ip link add " + end("m") + " type veth peer name " + end("s"));
    join(master_, end("m"), kMasterAddress);
    join(slaves_, end("s"), kSlaveAddress);
  }
  ~SlowLink() { run("ip netns del " + master_ + "; ip netns del " + slaves_); }
  SlowLink(const SlowLink&) = delete;
  SlowLink& operator=(const SlowLink&) = delete;

  std::string master() const { return master_; }
  std::string slaves() const { return slaves_; }

 private:
  static std::string end(const char* side) { return std::string("acr") + side + id(); }
  static std::string id() { return std::to_string(::getpid()); }

  static void join(const std::string& where, const std::string& link, const char* address) {
    run("ip link set " + link + " netns " + where);
    const std::string in = "ip netns exec " + where + " ";
    run(in + "ip addr add " + address + "/24 dev " + link);
    run(in + "ip link set lo up && " + in + "ip link set " + link + " up");
    run(in + "tc qdisc add dev " + link + " root tbf rate 100mbit burst 256kb latency 100ms");
  }

  static void run(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command + ": failed");
  }

  std::string master_ = "acrida-m-" + id();
  std::string slaves_ = "acrida-s-" + id();
};

std::unique_ptr<Process> start_in(const std::string& where, std::vector<std::string> command,
                                  const fs::path& home) {
  command.insert(command.begin(), {"ip", "netns", "exec", where, acrida_executable()});
  return std::make_unique<Process>(
      command,
      ProcessOptions{.directory = home, .environment = {"XDG_CACHE_HOME=" + home.string()}});
}

/// What no link compresses, up to the size.
void pad(const fs::path& test) {
  std::ofstream file(test, std::ios::binary | std::ios::app);
  std::mt19937_64 random(1);
  for (std::size_t bytes = fs::file_size(test); bytes < kTestBytes;
       bytes += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    file.write(reinterpret_cast<const char*>(&word), sizeof word);
  }
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += word.size())
    ++found;
  return found;
}

int bench() {
  const ShippedTest test;
  pad(test.library());
  const TempDir folder;
  const SlowLink link;
  const auto target = start_in(link.slaves(), {"target", "--port", "8080"}, folder.path());
  const auto master = start_in(
      link.master(),
      {"master", "-f", test.library(), "-H", "http://127.0.0.1:8080", "--headless", "-u", "20",
       "-r", "20", "--only-summary", "--insecure", "--master-bind-host", kMasterAddress},
      folder.path());
  if (!master->wait_for("slaves connect to", 60s)) throw std::runtime_error(master->err());
  ReportTap tap(link.master(), kMasterAddress, kTapPort, kMasterPort);
  const std::vector<std::string> slave{"slave", "--master-host", kMasterAddress, "--insecure"};
  auto reporting = slave;
  reporting.insert(reporting.end(),
                   {"--master-port", std::to_string(kTapPort), "-f", test.library()});
  const auto reporter = start_in(link.slaves(), reporting, folder.path());
  if (!master->wait_for("all users spawned", 60s)) throw std::runtime_error(master->err());
  std::this_thread::sleep_for(3s);

  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<TempDir>> homes;
  std::vector<std::unique_ptr<Process>> slaves;
  for (std::size_t i = 0; i < kSlaves; ++i) {
    homes.push_back(std::make_unique<TempDir>());
    auto fetching = slave;
    fetching.insert(fetching.end(), {"--shards", "1"});
    slaves.push_back(start_in(link.slaves(), fetching, homes.back()->path()));
  }
  while (count(master->err(), "has the test") < kSlaves && master->running()) {
    std::this_thread::sleep_for(100ms);
    if (std::chrono::steady_clock::now() - begin > 300s) throw std::runtime_error(master->err());
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  std::this_thread::sleep_for(5s);  // they start their users
  const ReportTap::Figures figures = tap.stop();
  master->signal(SIGINT);
  master->wait(30s);
  report({"shipping", "50 MB to 20 slaves over 100 Mbit/s", spent.count(), "s"});
  report({"shipping", "oldest of " + std::to_string(figures.reports) + " reports on arrival",
          figures.oldest_report_s, "s", 1});
  report({"shipping", "longest time between two reports", figures.longest_gap_s, "s", 2});
  report({"shipping", "slowest answer of the master to a heartbeat", figures.slowest_answer_s, "s",
          1});
  return 0;
}

}  // namespace
}  // namespace acrida::tests

int main() {
  if (::geteuid() != 0) {
    std::printf("shipping: left out, as network namespaces need root\n");
    return 0;
  }
  return acrida::tests::bench();
}
