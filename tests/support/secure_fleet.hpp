// SecureFleet: a master with an encrypted link and its slaves, each as if on a machine of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/link/curve_keys.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// All on the loopback address, with real processes, which are killed at the end.
///
///   SecureFleet fleet(nginx.url(), {"--headless", "-u", "10", "-r", "10", "-t", "3s"});
///   fleet.add_slave("one");
///   EXPECT_EQ(fleet.master().wait(60s), 0);
///   EXPECT_EQ(fleet.counted(), requests_in(nginx));
class SecureFleet final {
 public:
  /// Throws when the master does not come up. It writes its results as JSON.
  SecureFleet(const std::string& host, const std::vector<std::string>& master_arguments);

  /// Once more under the same name is another slave of the same machine.
  Process& add_slave(const std::string& machine, const std::vector<std::string>& arguments = {},
                     bool with_token = true);
  /// What `acrida slaves ...` prints; throws when it fails.
  std::string slaves(std::vector<std::string> words) const;

  Process& master() { return *master_; }
  Process& slave(std::size_t index) { return *slaves_.at(index); }
  std::uint16_t port() const { return port_; }
  std::string master_key() const { return master_key_; }
  /// The token of now.
  std::string token() const;
  /// Of a machine whose slave has been started.
  link::CurveKeys keys_of(const std::string& machine) const;
  /// Requests that the master counted, those of unknown outcome not; once it has ended.
  std::uint64_t counted() const;
  /// Waits until the master's log has so many slaves that are ready.
  bool wait_for_slaves(std::size_t count);
  std::string output() const;

 private:
  TempDir directory_;
  std::uint16_t port_ = 0;
  std::string master_key_;
  std::unique_ptr<Process> master_;
  std::vector<std::unique_ptr<Process>> slaves_;
};

/// What a server saw of all slaves together, once its log has come to rest.
std::uint64_t requests_in(const Nginx& nginx);

}  // namespace acrida::tests
