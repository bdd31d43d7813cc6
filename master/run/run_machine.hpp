// RunMachine: the master's logic without any input or output.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/wire/message.hpp"
#include "master/run/action.hpp"
#include "master/run/direction.hpp"
#include "master/run/garbage_gate.hpp"
#include "master/run/generator_judge.hpp"
#include "master/run/marker_log.hpp"
#include "master/run/ramp.hpp"
#include "master/run/row_desk.hpp"
#include "master/run/run_command.hpp"
#include "master/run/run_scenarios.hpp"
#include "master/run/run_settings.hpp"
#include "master/run/run_state.hpp"
#include "master/run/run_stats.hpp"
#include "master/run/run_view.hpp"
#include "master/run/slave_registry.hpp"

namespace acrida {

/// Takes messages, commands and the time, and returns what is to be done. Knows no socket, clock,
/// file or thread; one owner. Nothing that a peer sends can break it.
///
///   RunMachine machine(settings);
///   Actions todo = machine.on(wire::ClientReady{"2.46.3"}, "host_1", now);
///   todo = machine.on(RunCommand{1, StartCommand{.users = 10, .spawn_rate = 5}}, now);
///   todo = machine.tick(now);  // ten times a second
///
/// State     | event                                   | next      | what is sent
/// ----------+-----------------------------------------+-----------+-----------------------------
/// ready     | start, a slave is there                 | spawning  | spawn: counts of the first step
/// stopped   | start, a slave is there                 | spawning  | the same; new epoch, no figures
/// spawning  | tick, a step is due                     | spawning  | spawn to whose counts change
/// spawning  | tick, target planned and reported (≤1s) | running   | spawning_complete to all
/// sp., run. | start                                   | spawning  | spawn; figures and epoch stay
/// sp., run. | tick, the shape's time has come         | the same  | - (AskForTarget)
/// sp., run. | the shape's target has changed          | spawning  | spawn
/// sp., run. | the shape is over or broken             | stopping  | stop to all
/// sp., run. | slave joins or comes back               | the same  | spawn: its share at once
/// sp., run. | slave lost or quits, others there       | spawning  | spawn: its users at the rate
/// sp., run. | a slave is to be drained, others there  | spawning  | spawn: none; quit to it when it has none
/// sp., run. | the last slave is to go with its machine| stopping  | stop to all; quit to it when it has none
/// sp., run. | last slave quits                        | stopped   | -
/// sp., run. | last slave lost                         | spawning  | - (waits for any that was lost)
/// spawning  | none has come back in kSilenceLimit     | stopped   | -
/// sp., run. | acrida_stop_test of this run            | stopping  | stop to all
/// spawning  | ramp complete, the first time           | running   | spawn: when the scenarios start
/// running   | every scenario is over                  | stopping  | stop to all
/// sp., run. | swap: the test is another version       | the same  | ack, and the last spawn again, to all
/// sp., run. | stop, run time over, quit               | stopping  | stop to all
/// sp., run. | more than max_crashes runners crashed   | stopping  | stop to all; the run has failed
/// stopping  | all stopped and reported, or time over  | stopped   | -
/// stopped   | quit (also ready)                       | stopped   | quit to all
///
/// A stop waits for `client_stopped` from each slave that had users; after that of a Locust worker
/// for one more report, as it does not send one before. kStopGrace after the stop timeout those
/// who are missing are named in the log, and the run counts as stopped.
class RunMachine {
 public:
  static constexpr std::chrono::seconds kStopGrace{10};
  static constexpr std::chrono::seconds kLastReportWait{4};  // Locust reports each 3 s
  static constexpr std::chrono::seconds kQuitWait{5};
  static constexpr std::chrono::seconds kRampReportWait{1};
  static constexpr std::chrono::seconds kShapeAnswerLimit{30};
  /// A slave whose runner has crashed has no users for a moment, too.
  static constexpr std::chrono::seconds kScenariosOver{2};
  /// A slave whose users vanish more often than this in one run gets no more of them.
  static constexpr unsigned kMaxCrashes = 3;
  static constexpr std::size_t kMaxUnkeptExceptions = 1'000;
  static constexpr std::chrono::milliseconds kFirstHeartbeatWait{500};
  /// A `ready` heartbeat of a Locust worker may have been on its way before the stop.
  static constexpr std::chrono::seconds kStaleHeartbeat{2};
  /// Beyond the slave timeout, for the slaves of a master that is gone to find this one.
  static constexpr std::chrono::seconds kReturnWait{7};
  /// A run whose slaves have all fallen silent.
  static constexpr std::chrono::seconds kSilenceLimit{10};
  /// Between two ticks: for so long the master itself did not run.
  static constexpr std::chrono::seconds kPause{1};

  explicit RunMachine(RunSettings settings);

  Actions on(const wire::FromSlave& message, const std::string& slave, Now now);
  Actions on(const RunCommand& command, Now now);
  /// Of the load shape or the hooks.
  Actions on(const Direction& direction, Now now);
  /// A frame of this peer that is no message. `peer` may be any bytes.
  Actions on_garbage(const std::string& peer, std::string_view why, Now now);
  Actions tick(Now now);

  /// The journal has it: what it says is received survives this master.
  Actions on_kept(const JournalEntry& entry);

  /// In the place of a master that has died in the middle of this run: first adopt(), then every
  /// entry and row message of its journal, then resume(). Error: the test is another one.
  Result<void> adopt(const RunStanding& run, Now now);
  void replay(const JournalEntry& entry);
  void replay_rows(const wire::FromSlave& message, const std::string& id);
  Actions resume(const RunStanding& run, Now now);
  /// Forgets what was adopted instead of resuming it.
  void give_up_adoption();

  /// Why a start would be refused now; nothing when it would not.
  std::optional<Refusal> refusal(const StartCommand& start) const;
  /// The same for a new version of the test; its settings are given.
  std::optional<std::string> refusal(const SwapCommand& swap) const;
  /// The test's arguments of a run that is started like this: its own, then the master's.
  std::map<std::string, std::string> options_of(const StartCommand& start) const;
  RunState state() const { return state_; }
  /// A hook on a slave has thrown.
  bool hook_threw() const { return hook_threw_; }
  std::size_t present_slaves() const { return slaves_.present_count(); }
  /// Present, and known as far as they make themselves known: they have sent a heartbeat, or have
  /// had the time to.
  std::size_t known_slaves(Now now) const;
  RunViewPtr view(Now now, bool with_details = false);

 private:
  /// What belongs to one run.
  struct Run {
    explicit Run(UserMix mix) : ramp(std::move(mix)) {}
    Ramp ramp;
    std::uint64_t epoch = 0;
    std::vector<std::string> user_classes;
    std::optional<std::string> host;
    std::map<std::string, std::string> options;
    std::vector<Threshold> thresholds;  // beside those of the test's code
    std::chrono::seconds stop_timeout{0};
    std::optional<std::chrono::seconds> run_time;
    std::optional<Instant> ends_at;        // run time over
    std::optional<Instant> planned_since;  // whole ramp sent
    bool ramp_was_complete = false;
    Now start{};
    std::optional<WallTime> end_time;
    Instant stopping_since{};
    std::string reason;
    std::uint64_t crashes = 0;                 // of runners whose slaves started fresh ones
    bool broken = false;                       // what ends it is an error
    std::string shape;                         // its name
    std::chrono::nanoseconds shape_period{0};  // 0 = no shape
    std::optional<Instant> shape_asked;        // and not answered yet
    Instant next_question{};
    std::optional<LoadTarget> shape_target;
    RunScenarios scenarios;
    std::optional<ArrivalRate> rate;
    bool had_users = false;
    std::optional<Instant> empty_since;  // no users, while the scenarios run
    std::optional<Now> scenarios_end;    // they are stopped
    std::optional<WallTime> zeroed_at;   // since the last journal entry
    bool is_kept = false;                // its end is in the journal
    std::vector<ExceptionOf> unkept_exceptions;
    /// Slaves of that master which have not said yet what they run; nobody gets users before.
    std::map<std::string, UserCounts> awaited;  // what it had planned for them
    std::optional<Instant> await_until;  // all slaves are silent at once: that may be the network

    /// The master's wall clock without its steps since the start, and back.
    WallTime wall_of(Now now) const {
      return start.wall + std::chrono::duration_cast<WallTime::duration>(now.mono - start.mono);
    }
    Now now_at(WallTime wall) const { return {start.mono + (wall - start.wall), wall}; }
  };

  // Messages: run_machine_messages.cpp
  void handle(const wire::ClientReady& hello, const std::string& id);
  void handle(const wire::Heartbeat& beat, const std::string& id);
  void handle(const wire::StatsReport& report, const std::string& id);
  void handle(const wire::Spawning&, const std::string& id);
  void handle(const wire::SlaveSpawned& spawned, const std::string& id);
  void handle(const wire::ClientStopped& stopped, const std::string& id);
  void handle(const wire::ExceptionReport& report, const std::string& id);
  void handle(const wire::StopTestRequest& request, const std::string& id);
  void handle(const wire::LogReport&, const std::string&) {}
  void handle(const wire::LocustfileRequest&, const std::string& id);
  void handle(const wire::SlaveQuit&, const std::string& id);
  void handle(const wire::RunRefused& refusal, const std::string& id);
  void handle(const wire::RowsWanted& wanted, const std::string& id);
  void handle(const wire::RowsOpen& open, const std::string& id);
  void handle(const wire::RowsSettled& settled, const std::string& id);
  void handle(const wire::RowsLost&, const std::string& id);
  void give_up_rows(const std::string& id);
  void add(Actions actions);
  void handle(const wire::Custom& custom, const std::string& id);
  Slave* registered(const std::string& id);
  Slave* admit(const std::string& id);
  void acknowledge(const Slave& slave, const std::string& id);
  void follow(const wire::Beat& beat, Slave& slave, const std::string& id, std::string_view state);
  void reply_to(const wire::Heartbeat& beat, Slave& slave, const std::string& id);
  void judge(const wire::StatsReport& report, const std::string& id);
  void check_version(const wire::ClientReady& hello, const std::string& id);
  void note_acrida(Slave& slave, const std::string& id, const wire::SlaveInfo& info);
  void take_in(Slave& slave, const std::string& id);
  void take_out(Slave& slave, const std::string& id, std::string_view state);
  void leave_plan(const std::string& id, const std::string& reason_if_last);
  void note_crash(Slave& slave, const std::string& id);
  void note_stopped(Slave& slave, std::uint64_t final_sequence);
  void count_crash(const wire::ExceptionReport& report, const std::string& id);

  // Commands: run_machine_commands.cpp
  void carry_out(std::uint64_t id, const StartCommand& start);
  void carry_out(std::uint64_t id, const StopCommand&);
  void carry_out(std::uint64_t id, const ResetStatsCommand&);
  void carry_out(std::uint64_t id, const DrainCommand& drain);
  void carry_out(std::uint64_t id, const MarkCommand& mark);
  void carry_out(std::uint64_t id, const SwapCommand& swap);
  void carry_out(std::uint64_t id, const WatchRowCommand& row);
  void carry_out(std::uint64_t id, const QuitCommand&);
  /// Those of these names (none: all) that have a task left by the tags among the options.
  Result<std::vector<std::string>> choose_classes(
      const std::vector<std::string>& names,
      const std::map<std::string, std::string>& options) const;
  bool has_tasks_left(const TestClass& user_class,
                      const std::map<std::string, std::string>& options) const;
  void judge_from(Now start);
  std::optional<std::string> threshold_refusal(const StartCommand& start) const;
  std::optional<std::string> rate_refusal(const StartCommand& start) const;
  std::optional<Refusal> option_refusal(const StartCommand& start) const;
  std::optional<std::string> socket_refusal(const StartCommand& start) const;
  /// Why the slaves that are present cannot hold so many users of these classes.
  std::optional<std::string> shortage_of(const std::vector<std::string>& classes,
                                         std::uint64_t users,
                                         const std::optional<std::string>& host) const;
  Run& make_run(const StartCommand& start, std::vector<std::string> classes);
  void begin_run(const StartCommand& start, std::vector<std::string> classes);
  void adjust_run(const StartCommand& start);
  void reset_stats();
  std::string target_text() const;

  // What outlives the master: run_machine_journal.cpp
  RunStanding standing() const;
  SlaveStanding standing_of(const Slave& slave, const std::string& id) const;
  void keep(bool ends_second = false);
  void keep_rows(const wire::FromSlave& message, const std::string& id);
  void restore(const SlaveStanding& standing);
  void take_over(const std::string& id, const wire::Heartbeat& beat);
  void await_no_more();
  void await_lost();

  // Load shapes and hooks: run_machine_direction.cpp
  void follow(const AimDirection& aim);
  void follow(const EndDirection& end);
  void follow(const TellDirection& tell);
  void ask_shape();
  void end_run(std::string reason, bool broken);
  UserMix shape_mix(const std::vector<std::string>& chosen) const;
  void retarget(std::uint64_t users, double rate_per_s, LogLevel level);
  void tell_hooks(wire::ToDirector news);

  // Time and the course of a run: run_machine.cpp
  void note_pause();
  void find_lost_slaves();
  void look_at_thresholds();
  void advance_run();
  void dispatch();
  void send_spawn(const std::string& id, Slave& slave, UserCounts counts);
  void end_drained(const Slave& slave, const std::string& id);
  void complete_ramp();
  bool scenarios_are_over();
  void start_scenarios();
  bool may_take_part(const Slave& slave, const std::string& id);
  void stop_run(std::string reason);
  void check_stopped();
  void finish_run(bool broken);
  void start_quitting();
  void check_quit();
  WallTime next_timestamp();

  void send(const std::string& slave, wire::FromMaster message);
  void log(LogLevel level, std::string text);
  void reply(std::uint64_t id, bool ok, std::string text, std::string field = "");

  // What is shown of it: run_machine_view.cpp
  std::string describe_host() const;
  bool mark(Marker::Kind kind, std::string text);
  Timeline::Moment moment() const;

  RunSettings settings_;
  std::optional<RunSettings> next_settings_;  // of a test that was swapped, for the next run
  SlaveRegistry slaves_;
  RunStats stats_;
  MarkerLog markers_;
  GeneratorJudge judge_;
  RowDesk rows_;
  GarbageGate gate_;
  RunState state_ = RunState::kReady;
  std::optional<Run> run_;  // the last one, also when it is over
  std::uint64_t last_epoch_ = 0;
  WallTime last_timestamp_{};
  std::vector<std::uint64_t> waiting_for_stop_;  // ids of stop commands
  std::optional<std::uint64_t> quit_command_;
  std::optional<Instant> quitting_since_;
  std::optional<Instant> next_second_;
  std::optional<Instant> last_tick_;
  std::uint64_t first_view_ = 0;
  std::uint64_t last_view_ = 0;
  bool adopting_ = false;  // between adopt() and resume()
  bool hook_threw_ = false;
  std::uint64_t garbage_ = 0;
  std::uint64_t unknown_senders_ = 0;
  Now now_{};        // of the call that is being handled
  Actions actions_;  // of the call that is being handled
};

}  // namespace acrida
