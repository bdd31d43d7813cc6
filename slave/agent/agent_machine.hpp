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
#include "slave/agent/health_sum.hpp"
#include "slave/agent/master_watch.hpp"
#include "slave/agent/report_outbox.hpp"
#include "slave/agent/runner_shares.hpp"

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

/// The agent speaks to the master and owns the runner, the child process that runs the users; during
/// a swap of the test more than one. Sans-IO: every function takes the time and returns what the
/// shell has to do, in order.
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
///   running     | swap()                        | running    | start a candidate, spawn nobody to it
///   sp., run.   | candidate: spawning_complete  | the same   | it is the current one, the one before
///               |                               |            | retires: spawn to both
///   sp., run.   | candidate ended, refused, late| the same   | exception; all goes on as it was
///   running     | tick, users are replaced      | running    | spawn to a retiring and the current one
///   sp., run.   | a retiring one has no users   | the same   | stop to it; at its client_stopped end it
///   sp., run.   | a retiring one crashed        | the same   | exception; its users: spawn to the
///               |                               |            | current one
///
/// A swap begins while the runner is not spawning, and a retiring runner never creates a user: so the
/// candidate goes on with the numbers of its users. What all runners tell goes to the master as if it
/// came from one. "The runner" in the table above is the current one; stops are for all.
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
  /// Of the candidate, until it can take users: it loads the test and calls its test_start.
  static constexpr std::chrono::seconds kSwapLimit{60};
  /// Users that make room for the new version may finish their tasks.
  static constexpr std::chrono::seconds kFinishLimit{30};
  /// Beyond these the oldest make room at once.
  static constexpr std::size_t kMaxRetiring = 2;
  /// From the decision until arrivals have another runner: both must have heard of it by then.
  static constexpr std::chrono::milliseconds kHandOverLead{500};

  struct SendMaster {
    wire::FromSlave message;
  };
  struct StartRunner {
    RunnerId runner;
    std::uint64_t slave_index;
    bool goes_on = false;       // the run has had another one before
    std::uint64_t version = 0;  // of the test: a new number is the newest test, the same the same
    std::uint64_t spare_users = 0;  // that another runner may be creating now
  };
  struct SendRunner {
    RunnerId runner;
    wire::FromMaster message;
  };
  struct EndRunner {  // says quit to it; it exits by itself
    RunnerId runner;
  };
  struct KillRunner {
    RunnerId runner;
  };
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
  Actions on_runner(RunnerId id, wire::FromSlave message, Now now);
  /// The runner's process has ended, or there was none to start.
  Actions on_runner_ended(RunnerId id, RunnerEnd end, Now now);
  /// There is a new version of the test: new users take it as soon as a runner has loaded it, and so
  /// many old ones a second make room for new ones; 0: they stay. Nothing while no users run.
  Actions swap(double replace_per_s, Now now);
  /// The same rate for a version that is here already.
  void replace(double per_s) { replace_per_s_ = per_s; }
  /// Several times a second.
  Actions tick(Now now, ProcessUsage usage);
  /// The connection to the master was lost and is there again: the next tick sends a heartbeat.
  void link_rebuilt() { next_heartbeat_ = {}; }
  /// A signal asks the slave to end: users are stopped first. The second time at once.
  Actions shutdown(Now now);

  /// The ack's extra fields once an Acrida master has answered.
  const std::optional<wire::MasterInfo>& master() const { return master_; }
  /// Users run, or are to run again after a pause.
  bool has_run() const { return !runners_.empty() || restart_at_; }
  /// Has a master that is not silent; one of Locust that never answers is taken for not.
  bool hears_master() const { return state_ != State::connecting && !watch_.is_silent(); }
  std::uint64_t user_count() const { return total_users(users()); }
  /// A runner of this version of the test lives, or may be started again.
  bool uses(std::uint64_t version) const;

 private:
  enum class State { connecting, ready, spawning, running, stopping, quitting };

  struct LiveRunner {
    RunnerId id;
    std::uint64_t version;
    Instant started{};
    UserCounts users{};       // as it has told
    bool is_asked = false;    // the answer to its last spawn is awaited
    bool for_master = false;  // that was one of the master's
    bool is_patient = false;  // of its users some may take kFinishLimit to end
    bool has_rows = false;    // it has asked for rows of a feeder
    bool was_killed = false;
    std::optional<Instant> stop_by{};  // it was told to stop
    UserCounts parting{};              // until parts_at: their arrivals are handed over
    std::optional<Instant> parts_at{};
    std::chrono::nanoseconds no_arrivals_from{0};  // after the start of the scenarios
  };

  void on(const wire::Ack& ack);
  void on(const wire::Custom& message);
  void hand_over_messages(RunnerId to);
  void on(const wire::HeartbeatReply& reply, Now now);
  void on(const wire::Spawn& spawn, Now now);
  void on(wire::StopTestRequest request);
  void begin_run(std::uint64_t master_epoch, Now now);
  void begin_runners();
  wire::Spawn spawn_to_go_on_with(Now now);
  // Runners that start and end: agent_machine_runner.cpp
  void on(LiveRunner& runner, wire::StatsReport report);
  void on(LiveRunner& runner, const wire::SlaveSpawned& spawned, Now now);
  void on_stopped(RunnerId id, Now now);
  LiveRunner* find(RunnerId id);
  void forget(RunnerId id);
  LiveRunner* current() { return find(shares_.current()); }
  bool is_candidate(RunnerId id) const { return candidate_ && candidate_->id == id; }
  bool is_retiring(RunnerId id) const { return id != shares_.current() && !is_candidate(id); }
  LiveRunner& launch(RunnerId id, std::uint64_t version, Now now);
  void start_runner(Now now);
  void share_out(const wire::Spawn& spawn, Now now);
  void divide();
  void tell(LiveRunner& runner, wire::Spawn spawn, bool for_master);
  void tell_share(RunnerId id, bool is_patient);
  wire::Spawn adapted_to(const LiveRunner& runner, wire::Spawn spawn) const;
  void stop_runner(LiveRunner& runner, std::chrono::nanoseconds timeout, Now now);
  void stop_runners(Now now);
  void kill_late_ones(Now now);
  void note_spawned();
  UserCounts users() const;
  std::chrono::nanoseconds stop_timeout() const;
  void report_end(RunnerEnd end, bool was_killed);
  void plan_restart(const LiveRunner& ended, Now now);
  void give_up_run(std::chrono::seconds pause, Now now);
  void send_report(wire::StatsReport report);
  // A new version of the test: agent_machine_swap.cpp
  void begin_swap(Now now);
  void end_swap(Now now);
  void give_up_swap(const std::string& why, std::string stack);
  void drop_candidate();
  void hand_over_arrivals(Now now);
  void advance_swap(Now now);
  void replace_users(Now now);
  void move_users(std::uint64_t users);
  void retire_surplus(Now now);
  void end_empty(Now now);
  void send_stopped();
  void send_heartbeat(Now now);
  void watch_master(Now now);
  void begin_stop(State next, Now now);
  void refuse(RunnerId id, wire::RunRefused refusal, Now now);
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
  std::vector<LiveRunner> runners_;  // the oldest first
  RunnerShares shares_;              // of those but the candidate
  RunnerId last_id_ = 0;
  std::uint64_t version_ =
      0;  // of the test that the current one has, and the last one that was tried
  std::uint64_t last_version_ = 0;
  struct Candidate {
    RunnerId id;
    Instant start_by;
  };
  std::optional<Candidate> candidate_;  // the last of runners_: it has no users yet
  bool swap_wanted_ = false;
  bool held_back_ = false;  // users that are to be added, until the candidate is or is not there
  double replace_per_s_ = 0;
  double replaceable_ = 0;  // users, at that rate
  Instant last_tick_{};
  HealthSum others_health_;                 // of runners that are not the current one
  std::deque<wire::Custom> kept_messages_;  // for each runner of the run, before its first spawn
  std::size_t kept_bytes_ = 0;
  bool dropped_messages_ = false;
  std::optional<wire::Spawn> pending_spawn_;  // came while stopping
  wire::Spawn spawn_;                         // the last one, with the counts of all
  WallTime spawned_{};                        // timestamp of the last one that came
  ReportOutbox outbox_;  // its epoch is the master's, or our own under a Locust master
  std::map<std::string, std::uint64_t> iterations_begun_;  // of each scenario, in the run
  unsigned launches_ = 0;                                  // of runners of this run, until now
  unsigned crashes_ = 0;                                   // of those
  unsigned crashes_in_row_ = 0;                            // since one lived long
  std::optional<Instant> restart_at_;
  Instant next_hello_{};
  Instant next_heartbeat_{};
  MasterWatch watch_;
  ProcessUsage usage_;               // of the last tick
  std::optional<Instant> leave_by_;  // the last reports are under way
  std::uint64_t hellos_ = 0;
};

}  // namespace acrida
