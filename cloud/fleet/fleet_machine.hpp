// FleetMachine: the machines of a fleet, without any input or output.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cloud/fleet/fleet_command.hpp"
#include "cloud/fleet/fleet_entry.hpp"
#include "cloud/fleet/fleet_scaler.hpp"
#include "cloud/fleet/fleet_settings.hpp"
#include "cloud/fleet/fleet_slave.hpp"
#include "cloud/fleet/fleet_view.hpp"
#include "cloud/provider/cloud_request.hpp"

namespace acrida {

/// Brings what is there to what is wanted, one call of the provider after the other for each machine.
/// Sans-IO: the shell makes the calls and says what they gave, however late.
///
///   step        | event                              | next        | actions
///   ------------+------------------------------------+-------------+---------------------------------
///   requested   | machines and templates are listed  | requested   | clone, with the token
///   requested   | made                               | booting     |
///   requested   | refused for good                   | failed      |
///   requested   | the call failed otherwise          | requested   | list; clone again when it has not
///               |                                    |             | the token, with the same one
///   requ., fail.| a list has its token               | booting     |
///   booting     | it runs                            | connecting  |
///   connecting  | a slave says that it is there      | ready       |
///   boot., conn.| time limit                         | failed      | delete
///   ready       | its slaves get users               | running     | (and back)
///   ready, run. | its slaves are missing             | connecting  |
///   ready       | no run; the idle time is over, not | draining    | its slaves are drained
///               | pinned                             |             |
///   any up      | stop, delete, its lifetime is over | draining    | the same; without slaves stopping
///   any up      | the provider says that it ended    | failed      | delete what is left
///   any up      | the same, after idle time          | gone        | the same
///   any up      | it was stopped by somebody         | stopped     |
///   draining    | for idleness, and a run has begun  | connecting  |
///   draining    | no slave is left, or time limit    | stopping    | stop or delete
///   stopping    | done                               | stopped,gone|
///   stopping    | failed                             | stopping    | again, for as long as it takes; what
///               |                                    |             | cannot be stopped is deleted
///   failed      | retry                              | requested   | the same token; what is left of it
///               |                                    |             | is deleted before
///   stopped     | retry; delete                      | boot.; stop.| start; delete
///   gone        | a list still has it, a minute later| stopping    | delete
///
/// What was made is never forgotten: an entry whose call may have made a machine stays until a list
/// has told. Machines of the fleet that no entry knows are taken over: so a master that was killed
/// finds its own. All is bounded: entries, attempts, pauses. One owner, one thread.
class FleetMachine final {
 public:
  static constexpr std::size_t kMaxCreating = 4;  // clones under way at once
  static constexpr std::size_t kMaxEntries = 1'000;
  static constexpr std::chrono::minutes kShownWhenOver{10};
  static constexpr std::chrono::seconds kRemovalSettles{60};
  /// One that was idle for so long has a reason of its own when it ends.
  static constexpr std::chrono::seconds kEndsByItself{60};
  static constexpr int kRestingLists = 5;  // times the provider's period
  static constexpr std::chrono::milliseconds kQuietListPeriod{60'000};
  static constexpr std::chrono::milliseconds kTemplatePeriod{300'000};
  static constexpr std::chrono::seconds kListLimit{60};
  static constexpr std::chrono::seconds kChangeLimit{180};

  struct CallProvider {
    std::uint64_t call = 0;
    CloudRequest request;
    std::chrono::seconds limit{0};  // then it is cancelled by the shell
  };
  struct CancelCall {
    std::uint64_t call = 0;
  };
  struct DrainSlave {
    std::string slave;
    bool may_end_run = false;  // a run without another slave is stopped for it
  };
  struct FleetNews {
    std::string text;  // one line
    bool is_warning = false;
  };
  using Action = std::variant<CallProvider, CancelCall, DrainSlave, FleetNews>;
  using FleetActions = std::vector<Action>;

  explicit FleetMachine(FleetSettings settings);

  /// What it leads to comes with the next tick.
  FleetReply on(const FleetCommand& command, Now now);
  FleetActions on_answer(std::uint64_t call, const CloudAnswer& answer, Now now);
  /// Several times a second; `slaves` are all that are present, on machines or not.
  FleetActions tick(const std::vector<FleetSlave>& slaves, Now now);

  /// The master ends: everything is deleted.
  void end(Now now);
  /// Nothing is left, nor can be.
  bool has_ended() const;
  /// Ids of those that exist, or may.
  std::vector<std::string> left() const;

  FleetView view(Now now) const;

 private:
  /// A list that is asked for again and again.
  struct Poll {
    Instant next{};
    std::optional<std::uint64_t> call;
    Instant begun{};
    unsigned failed = 0;
    bool is_known = false;            // it was answered once
    std::optional<CloudError> error;  // of the last call
  };

  // Commands: fleet_commands.cpp
  FleetReply carry_out(const SpawnMachines& spawn, Now now);
  FleetReply carry_out(const MachineCommand& command, Now now);
  FleetReply carry_out(const ExtendMachine& extend, Now now);
  FleetReply retry(FleetEntry& entry, Now now);
  FleetReply end_by_hand(FleetEntry& entry, FleetEntry::Goal goal, Now now);
  std::optional<FleetReply> refuse(const SpawnMachines& spawn, std::size_t more) const;
  FleetEntry& add(const std::string& id, Now now);
  FleetEntry* find(const std::string& id);
  std::size_t counted() const;
  double cost_per_hour() const;
  const MachineTemplate* usual_template() const;
  std::optional<double> price_of(const std::string& template_id) const;

  // Answers: fleet_answers.cpp
  void on_list(const std::vector<CloudMachine>& machines, Now now);
  void on_poll_error(Poll& poll, const CloudError& error, Now now);
  void on_answer_of(FleetEntry& entry, const CloudAnswer& answer, Now now);
  void on_cloned(FleetEntry& entry, const CloudMachine& machine, Now now);
  void on_clone_error(FleetEntry& entry, CloudError error, Now now);
  void on_changed(FleetEntry& entry, const CloudAnswer& answer, Now now);
  void note_seen(FleetEntry& entry, const CloudMachine& machine, Now now);
  void note_missing(FleetEntry& entry, Now now);
  void adopt(const CloudMachine& machine, Now now);
  void has_vanished(FleetEntry& entry, const std::string& why, Now now);

  // Time: fleet_machine.cpp
  void poll(Poll& which, const CloudRequest& request, Now now);
  std::chrono::milliseconds list_period() const;
  void spawn_at_start(Now now);
  void scale(const std::vector<FleetSlave>& slaves, Now now);
  std::size_t allowed(std::size_t count) const;
  void spawn_by_itself(std::size_t count, const std::string& prefix, const std::string& why,
                       Now now);
  void note_slaves(const std::vector<FleetSlave>& slaves);
  void advance(FleetEntry& entry, Now now);
  void advance_request(FleetEntry& entry, Now now);
  void advance_up(FleetEntry& entry, Now now);
  void advance_draining(FleetEntry& entry, Now now);
  void advance_stopping(FleetEntry& entry, Now now);
  void drain_slaves(FleetEntry& entry);
  void begin_end(FleetEntry& entry, FleetEntry::Goal goal, FleetEntry::Cause cause,
                 const std::string& why, Now now);
  void fail(FleetEntry& entry, CloudError error, Now now);
  void clone(FleetEntry& entry, Now now);
  void change(FleetEntry& entry, ChangeMachine::Verb verb);
  std::optional<Instant> idle_end(const FleetEntry& entry) const;
  std::uint64_t call(CloudRequest request, std::chrono::seconds limit);
  void log(const FleetEntry& entry, const std::string& text, bool is_warning = false);
  double jitter();
  FleetActions take() { return std::exchange(actions_, {}); }

  FleetSettings settings_;
  std::vector<FleetEntry> entries_;  // the oldest first
  std::vector<MachineTemplate> templates_;
  Poll machines_poll_;
  Poll templates_poll_;
  FleetScaler scaler_;
  std::string refused_;  // why no machines were made without an order, as it was said last
  std::size_t creating_ = 0;
  std::uint64_t last_call_ = 0;
  bool is_ending_ = false;
  bool has_spawned_at_start_ = false;
  std::minstd_rand random_;
  FleetActions actions_;
};

}  // namespace acrida
