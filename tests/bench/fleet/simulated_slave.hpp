// SimulatedSlave: one DEALER that says to a master what a slave would say.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <zmq.hpp>

#include "core/wire/message.hpp"

namespace acrida::tests {

/// Two descriptors, some 40 KB; no thread of its own. The context outlives it.
class SimulatedSlave final {
 public:
  using Clock = std::chrono::steady_clock;

  /// All ids of a fleet have kIdBytes.
  static constexpr std::size_t kIdBytes = 43;

  SimulatedSlave(zmq::context_t& context, std::uint16_t port, std::size_t number);

  /// Registers, while the master has not answered.
  void greet();
  /// Handles what the master has sent; false once it wants the slave to quit.
  bool read_all();
  /// False when ZeroMQ does not take it.
  bool send(const std::string& frame);
  void heartbeat_sent(Clock::time_point now);

  const std::string& id() const { return id_; }
  bool acknowledged() const { return acknowledged_; }
  /// Of the run that it has users in; 0: none.
  std::uint64_t epoch() const { return epoch_; }
  const UserCounts& users() const { return users_; }
  /// Since its oldest unanswered heartbeat.
  std::chrono::duration<double> silence(Clock::time_point now) const;

 private:
  bool handle(const wire::FromMaster& message);

  std::string id_;
  zmq::socket_t socket_;
  bool acknowledged_ = false;
  std::uint64_t epoch_ = 0;
  UserCounts users_;
  Clock::time_point unanswered_since_ = Clock::time_point::max();
};

}  // namespace acrida::tests
