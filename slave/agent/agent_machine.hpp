// AgentMachine: what a slave's agent does, without any IO.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/wire/message.hpp"
#include "slave/agent/master_watch.hpp"
#include "slave/agent/report_outbox.hpp"

namespace acrida {

/// What the shell measured since the last tick: of the agent and its runner together.
struct ProcessUsage {
  double cpu_percent = 0;  // of one core
  std::uint64_t memory_bytes = 0;
};

/// How a runner ended before it was told to.
struct RunnerEnd {
  std::string what;          // one line: "SIGSEGV in Shopper::browse()"
  std::string stack = {};    // lines, from the innermost frame; may be empty
  bool was_running = false;  // false: it could not be started, or not load the test
  StatsDelta rest = {};      // what none of its reports contained
};

/// The agent speaks to the master and owns the runner, the child process that runs the users.
/// Sans-IO: every function takes the time and returns what the shell has to do, in order.
///
///   state       | event                         | next       | actions
///   ------------+-------------------------------+------------+------------------------------------
///   connecting  | tick                          | connecting | client_ready every kHelloPeriod
///   connecting  | ack                           | ready      |
///   ready       | spawn                         | spawning   | spawning, start a runner, spawn to it
///   spawning    | runner: spawning_complete     | running    | spawning_complete
///   running     | spawn                         | spawning   | spawning, spawn to the runner
///   sp., run.   | stop                          | stopping   | stop to the runner
///   sp., run.   | runner refuses the run        | ready      | refusal, client_stopped, client_ready
///   sp., run.   | runner: acrida_stop_test      | the same   | acrida_stop_test, or a log line
///   sp., run.   | runner ended (crashed)        | spawning   | stats (the rest), exception; at once or
///               |                               |            | after a pause a runner, last spawn to it
///   sp., run.   | runner could not be started   | connecting | exception, client_stopped
///   stopping    | runner: client_stopped        | ready      | client_stopped, end runner, client_ready
///   stopping    | runner ended                  | ready      | stats (the rest), exception,
///               |                               |            | client_stopped, client_ready
///   spawning    | stop while no runner is there | ready      | client_stopped, client_ready
///   con., ready | custom message                | the same   | kept; given to the next runner first
///   others      | custom, spawning_complete     | the same   | the same to the runner
///   stopping    | spawn                         | stopping   | kept; carried out when ready again
///   any         | quit, shutdown()              | quitting   | stop to the runner; then quit and exit
///   sp., run.   | spawn of another run          | stopping   | stop to the runner; kept, as above
///   but conn.   | master silent: grace over     | connecting | stop to the runner
///
/// Reports get the epoch of the run and a sequence number here, and are kept until an Acrida master
/// has them for good: while it is silent the users go on for the grace period, and what they did is
/// there for it, or for the one that is started in its place. How many crashes a run may have is
/// the master's decision; a Locust master knows of none, so after kMaxRestarts in a run under one
/// this slave leaves it for kGiveUpPause. One owner, one thread.
class AgentMachine {
 public:
  static constexpr std::chrono::seconds kHelloPeriod{2};
  static constexpr std::chrono::seconds kHeartbeatPeriod{1};
  /// Users go on for so long without a master.
  static constexpr std::chrono::seconds kGrace{60};
  /// Of a slave that leaves, until the master has its last reports.
  static constexpr std::chrono::seconds kLeaveLimit{5};
  /// Custom messages that are kept until there is a runner; the oldest make room.
  static constexpr std::size_t kMaxKeptMessages = 1000;
  static constexpr std::size_t kMaxKeptBytes = 16u << 20;
  /// What stopping may take beyond the stop timeout before the runner is killed.
  static constexpr std::chrono::seconds kStopMargin{10};
  /// Before the second start of a runner in a row; doubled for each further one.
  static constexpr std::chrono::milliseconds kFirstPause{100};
  static constexpr std::chrono::milliseconds kLongestPause{1000};
  /// A runner that lived so long begins a new row.
  static constexpr std::chrono::seconds kLongLife{10};
  static constexpr unsigned kMaxRestarts = 10;
  static constexpr std::chrono::seconds kGiveUpPause{60};
  /// A Locust master does not remember a refusal: it would ask again at once.
  static constexpr std::chrono::seconds kRefusalPause{5};

  struct SendMaster {
    wire::FromSlave message;
  };
  struct StartRunner {
    std::uint64_t slave_index;
    bool goes_on = false;  // the run has had another one before
  };
  struct SendRunner {
    wire::FromMaster message;
  };
  struct EndRunner {};  // says quit to it; it exits by itself
  struct KillRunner {};
  struct Reconnect {};  // the link to the master
  struct Log {
    std::string text;
    bool is_warning = false;
  };
  struct Exit {
    int code = 0;
  };
  using Action = std::variant<SendMaster, StartRunner, SendRunner, EndRunner, KillRunner, Reconnect,
                              Log, Exit>;
  using Actions = std::vector<Action>;

  explicit AgentMachine(wire::SlaveInfo info, std::chrono::nanoseconds grace = kGrace)
      : info_(std::move(info)), watch_(grace) {}

  Actions on_master(const wire::FromMaster& message, Now now);
  /// `message` is one that a runner sends; anything else is ignored.
  Actions on_runner(wire::FromSlave message, Now now);
  /// The runner's process has ended, or there was none to start.
  Actions on_runner_ended(RunnerEnd end, Now now);
  /// Several times a second.
  Actions tick(Now now, ProcessUsage usage);
  /// The connection to the master was lost and is there again: the next tick sends a heartbeat.
  void link_rebuilt() { next_heartbeat_ = {}; }
  /// A signal asks the slave to end: users are stopped first. The second time at once.
  Actions shutdown(Now now);

  /// The ack's extra fields once an Acrida master has answered.
  const std::optional<wire::MasterInfo>& master() const { return master_; }

 private:
  enum class State { connecting, ready, spawning, running, stopping, quitting };

  void on(const wire::Ack& ack);
  void on(const wire::Custom& message);
  void hand_over_messages();
  void on(const wire::HeartbeatReply& reply, Now now);
  void on(const wire::Spawn& spawn, Now now);
  void on(wire::StopTestRequest request);
  void begin_run(std::uint64_t master_epoch, Now now);
  wire::Spawn spawn_to_go_on_with(Now now);
  void start_runner(Now now);
  void report_end(RunnerEnd end);
  void plan_restart(Now now);
  void give_up_run(std::chrono::seconds pause, Now now);
  void send_report(wire::StatsReport report);
  void send_stopped();
  void send_heartbeat(Now now);
  void watch_master(Now now);
  void begin_stop(State next, Now now);
  void refuse(wire::RunRefused refusal, Now now);
  void after_stop(Now now);
  void leave(Now now);
  void say_hello(Now now);
  void exit(int code);
  void send(wire::FromSlave message) { actions_.push_back(SendMaster{std::move(message)}); }
  Actions take() { return std::exchange(actions_, {}); }
  std::string_view state_name() const;

  wire::SlaveInfo info_;
  State state_ = State::connecting;
  Actions actions_;
  std::optional<wire::MasterInfo> master_;
  std::uint64_t slave_index_ = 0;
  bool runner_alive_ = false;
  std::deque<wire::Custom> kept_messages_;  // for each runner of the run, before its first spawn
  std::size_t kept_bytes_ = 0;
  bool dropped_messages_ = false;
  std::optional<wire::Spawn> pending_spawn_;  // came while stopping
  wire::Spawn spawn_;                         // the last one, with the counts of all
  WallTime spawned_{};                        // timestamp of the last one that came
  ReportOutbox outbox_;  // its epoch is the master's, or our own under a Locust master
  std::map<std::string, std::uint64_t> iterations_begun_;  // of each scenario, in the run
  unsigned runners_ = 0;                                   // of this run, until now
  unsigned crashes_ = 0;                                   // of those
  unsigned crashes_in_row_ = 0;                            // since one lived long
  Instant runner_started_{};
  std::optional<Instant> restart_at_;
  bool killed_ = false;    // the runner was killed by us
  bool has_rows_ = false;  // the runner has asked for rows of a feeder
  Instant next_hello_{};
  Instant next_heartbeat_{};
  MasterWatch watch_;
  ProcessUsage usage_;               // of the last tick
  std::optional<Instant> leave_by_;  // the last reports are under way
  Instant stop_deadline_{};
  std::uint64_t hellos_ = 0;
};

}  // namespace acrida
