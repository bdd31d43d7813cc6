// Cluster: a master, its slaves and the server that they load, each slave on a machine of its own, as it were.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/clock_file.hpp"
#include "tests/faults/faulty_link.hpp"
#include "tests/faults/net_namespace.hpp"
#include "tests/faults/schedule.hpp"
#include "tests/faults/small_disk.hpp"
#include "tests/faults/witness.hpp"
#include "tests/support/process.hpp"

namespace acrida::tests {

/// What /stats/requests of the master says.
struct MasterTotals {
  std::string state;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  std::uint64_t users = 0;
  std::size_t slaves = 0;  // that are present
};

/// The calling process moves into the namespace of the hub, where master and server are; it stays there. To each
/// slave go two cables: a faultless one for the load, and a FaultyLink for what it says to the master.
///
///   Cluster cluster("acrida-1234-7", directory, 7);
///   cluster.start();
///   cluster.link(0).conditions().is_cut = true;
class Cluster final {
 public:
  static constexpr std::size_t kUsers = 40;

  Cluster(const std::string& name, std::filesystem::path directory, std::uint64_t seed);
  /// Returns when the slaves have connected and all users run; throws when they do not in time.
  void start();

  void start_master();
  void start_slave(std::size_t slave);
  Process& master() { return *masters_.back(); }
  Process& agent(std::size_t slave) { return *places_[slave].agents.back(); }
  /// Nothing while there is none.
  std::optional<pid_t> runner_of(std::size_t slave) const;
  FaultyLink& link(std::size_t slave) { return *places_[slave].link; }
  const ClockFile& clock(std::size_t slave) const { return *places_[slave].clock; }
  const SmallDisk& disk() const { return disk_; }
  const Witness& witness() const { return *witness_; }
  /// By which the server knows the slave.
  static std::string address_of(std::size_t slave);

  /// Nothing when the master does not answer at once.
  std::optional<MasterTotals> totals() const;
  void ask_to_stop() const;
  /// Ends the master and waits for all; true when all have ended by themselves.
  bool end();
  /// What still runs, and what still lies in the folder for temporary files.
  std::vector<std::string> left_over() const;
  /// What all have printed.
  std::string output() const;

 private:
  struct Place {
    std::unique_ptr<NetNamespace> network;
    std::unique_ptr<FaultyLink> link;
    std::unique_ptr<ClockFile> clock;
    std::vector<std::unique_ptr<Process>> agents;  // one after the other
  };

  void lay_cables(std::size_t slave, std::uint64_t seed);
  ProcessOptions options() const;

  std::filesystem::path directory_;
  NetNamespace hub_;
  SmallDisk disk_;
  std::unique_ptr<Witness> witness_;
  std::array<Place, kSlaves> places_;
  std::vector<std::unique_ptr<Process>> masters_;
};

}  // namespace acrida::tests
