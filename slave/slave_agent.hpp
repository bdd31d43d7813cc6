// SlaveAgent: the shell around the AgentMachine: socket, runner process, timer, signals.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/activity/activity_log.hpp"
#include "slave/agent/agent_machine.hpp"
#include "slave/code_supply.hpp"
#include "slave/master_link.hpp"
#include "slave/options.hpp"
#include "slave/process_meter.hpp"
#include "slave/runner_set.hpp"

namespace acrida {

/// The agent's process. It never loads plugin code: that is done by runners, a child for each version
/// of the test in each run. One thread.
///
///   SlaveAgent agent(options);
///   return agent.run();
class SlaveAgent {
 public:
  static constexpr std::chrono::milliseconds kTick{100};
  static constexpr std::chrono::seconds kRunnerExitLimit{2};

  explicit SlaveAgent(SlaveOptions options);
  /// Until the master says quit or a signal comes; the exit code. Throws std::runtime_error when
  /// the socket cannot be made.
  int run();

 private:
  Result<void> find_test();
  Result<void> open_code();
  void on_code(bool is_new);
  void on_no_code(const std::string& why);
  bool holds_back(const wire::FromMaster& message);
  void connect();
  void on_frame(std::string_view frame);
  void note_garbage(const std::string& why);
  void on_tick();
  void leave_when_alone();
  void tell_activity(Instant now);
  void wait_for_signal();
  void carry_out(AgentMachine::Actions actions);
  void carry_out(const AgentMachine::SendMaster& action);
  void carry_out(const AgentMachine::StartRunner& action);
  void carry_out(const AgentMachine::SendRunner& action);
  void carry_out(const AgentMachine::EndRunner& action);
  void carry_out(const AgentMachine::KillRunner& action);
  void carry_out(const AgentMachine::Reconnect&);
  void carry_out(const AgentMachine::Log& action);
  void carry_out(const AgentMachine::Exit& action);
  void on_code_of_own(std::string_view frame);
  Result<StoredTest> test();
  void leave(Instant deadline);

  SlaveOptions options_;
  std::string node_id_;
  boost::asio::io_context loop_{1};
  boost::asio::steady_timer tick_timer_;
  boost::asio::signal_set signals_;
  AgentMachine machine_;
  ProcessMeter meter_;
  std::unique_ptr<MasterLink> master_;
  RunnerSet runners_;
  std::string given_id_;                  // of the last manifest, with -f
  StoredTest given_test_;                 // -f; its library is built when it must be
  std::unique_ptr<CodeSupply> code_;      // without -f
  std::optional<wire::FromSlave> hello_;  // the last one
  bool hello_is_held_ = false;            // it has not been sent
  std::vector<wire::Spawn> held_spawns_;
  std::uint64_t garbage_frames_ = 0;
  Instant last_word_{};  // of the master
  ActivityLog activity_;
  bool exiting_ = false;
  int exit_code_ = 0;
};

}  // namespace acrida
