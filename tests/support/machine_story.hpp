// MachineStory: what a user does with machines of a provider, from the spawn to an empty list.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// A master with this provider and a target; machines are asked for by the API. All fails the
/// current test. The tests of a provider give its options.
class MachineStory final {
 public:
  /// Where slaves reach it.
  std::uint16_t port() const { return port_; }
  std::uint16_t target_port() const;

  /// Two machines are spawned, whose slaves join and take users; one is stopped, its users move; then
  /// the master ends. What it has counted is what the target has. `stopped`: the step of a machine
  /// that was stopped; one that is not "gone" is started again.
  void tell(const std::vector<std::string>& options, const std::string& stopped = "gone");
  /// The step of each machine, as `running gone`.
  std::string steps() const;
  std::string output() const { return master_ ? master_->err() : std::string(); }

 private:
  bool come_to(const std::string& expected) const;
  bool have_users(std::uint64_t users) const;
  long post(const std::string& path, const std::string& json) const;
  void compare_counts();

  Nginx nginx_;
  TempDir directory_;
  std::uint16_t port_ = free_port();
  std::uint16_t web_port_ = free_port();
  std::unique_ptr<Process> master_;
};

}  // namespace acrida::tests
