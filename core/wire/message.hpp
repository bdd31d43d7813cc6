// The messages between master and slave, one struct each, as PROTOCOL.md defines them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/plan/scenario_plan.hpp"
#include "core/plan/user_class.hpp"
#include "core/stats/generator_health.hpp"
#include "core/stats/stats_delta.hpp"
#include "core/wire/row_messages.hpp"

namespace acrida::wire {

/// Values that user code attaches to a report: by name, each as it was encoded in msgpack.
using NamedData = std::map<std::string, std::string>;

// --- slave to master --------------------------------------------------------------------------

/// What an Acrida slave says of itself beside Locust's fields.
struct SlaveInfo {
  std::string version;      // Acrida's
  std::uint32_t cores = 0;  // shards that the runner will have
  std::uint64_t pid = 0;
  /// What its users may have together, and towards one address of a server; 0 = not known.
  std::uint64_t descriptors = 0;
  std::uint64_t ports = 0;
  /// The machine of the master's fleet that it is on, as that is called; "" = none.
  std::string machine = {};
  bool operator==(const SlaveInfo&) const = default;
};

/// `client_ready`: registers the slave; repeated until acknowledged, and after each stop.
struct ClientReady {
  std::string version;              // "" = not known (Debian's Locust 2.12.1)
  bool skip_version_check = false;  // version was an integer (boomer, locust4j: -1)
  bool operator==(const ClientReady&) const = default;
};

/// Where an Acrida slave stands when it sends a heartbeat: from it the master sees what was lost on
/// the way in either direction, and how the clocks differ.
struct Beat {
  std::uint64_t number = 0;          // of the heartbeat, from 1
  WallTime sent_at{};                // the slave's clock
  WallTime answered{};               // HeartbeatReply's time in the last one that came; 0: none has
  std::chrono::nanoseconds held{0};  // since that came
  std::uint64_t epoch = 0;           // of its last run, and the last report numbered in it
  std::uint64_t sequence = 0;
  WallTime spawned{};  // timestamp of the last `spawn` that came
  bool stopping = false;
  UserCounts users;  // that it has been told to run
  bool operator==(const Beat&) const = default;
};

/// `heartbeat`, each second. Unknown states are kept as they are.
struct Heartbeat {
  std::string state;
  double cpu_percent = 0;          // of one core
  std::uint64_t memory_bytes = 0;  // resident set
  std::optional<SlaveInfo> info;   // Acrida slaves only: client_ready has no room for it
  std::optional<Beat> beat{};      // the same
  bool operator==(const Heartbeat&) const = default;
};

/// `stats`: what happened since the previous one.
struct StatsReport {
  StatsDelta delta;
  UserCounts user_counts;
  /// The run that the report belongs to (Spawn::epoch) and its number within it, from 1.
  /// Both 0 from a Locust worker: such reports cannot be told from a repetition.
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
  /// The sender's wall clock when it took the delta; for a Locust worker the newest second of its
  /// report, or epoch 0 when it has none.
  WallTime taken_at{};
  /// False when the latencies were rounded by a Locust worker.
  bool exact = false;
  /// Only from a runner to its agent, in the last of the reports that one delta was split into: how
  /// far they contain the journal of each shard, two numbers for each.
  std::vector<std::uint64_t> journal_marks;
  /// What the slave has measured of itself: Acrida slaves only, and not in every report.
  std::optional<GeneratorHealth> health{};
  /// Further keys of the message: what the hook report_to_master has attached.
  NamedData attached;
  bool operator==(const StatsReport&) const = default;
};

/// `spawning`: the slave has begun to carry out a spawn message.
struct Spawning {
  bool operator==(const Spawning&) const = default;
};

/// `spawning_complete` from a slave: its users are these now.
struct SlaveSpawned {
  UserCounts user_counts;
  bool operator==(const SlaveSpawned&) const = default;
};

/// `client_stopped`: all users of the slave have stopped. An Acrida slave says how many reports of
/// the run it has sent; both are 0 otherwise.
struct ClientStopped {
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;  // of the last report
  bool operator==(const ClientStopped&) const = default;
};

/// `exception`: an uncaught exception in user code.
struct ExceptionReport {
  std::string message;
  std::string traceback;
  std::uint64_t count = 1;  // Acrida slaves group equal ones within a second
  bool is_crash = false;    // all users of the slave were lost with its runner; they start again
  bool from_hook = false;   // thrown by a hook of the test, not by a user
  bool operator==(const ExceptionReport&) const = default;
};

/// `acrida_stop_test`: user code asks for the end of the run of this epoch.
struct StopTestRequest {
  std::string reason;
  std::uint64_t epoch = 0;
  bool operator==(const StopTestRequest&) const = default;
};

/// `logs`: the tail of the worker's log, whole each time.
struct LogReport {
  std::vector<std::string> lines;
  bool operator==(const LogReport&) const = default;
};

/// `locustfile` from a worker: it asks for the test's source.
struct LocustfileRequest {
  std::string version;
  bool operator==(const LocustfileRequest&) const = default;
};

/// `quit` from a slave: its process is ending.
struct SlaveQuit {
  bool operator==(const SlaveQuit&) const = default;
};

/// `acrida_refused`: this slave cannot take part in the run: its data or a value of an argument is
/// not what the run needs. It stays without users until the next one.
struct RunRefused {
  std::string reason;  // one line
  bool operator==(const RunRefused&) const = default;
};

/// A type that is none of the above. The data is kept as it was encoded.
struct Custom {
  std::string type;
  std::string data_msgpack;
  bool operator==(const Custom&) const = default;
};

using FromSlave =
    std::variant<ClientReady, Heartbeat, StatsReport, Spawning, SlaveSpawned, ClientStopped,
                 ExceptionReport, StopTestRequest, LogReport, LocustfileRequest, SlaveQuit,
                 RunRefused, RowsWanted, RowsOpen, RowsSettled, RowsLost, Custom>;

// --- master to slave --------------------------------------------------------------------------

/// What an Acrida master says of itself in its `ack`, beside Locust's field.
struct MasterInfo {
  std::string version;
  /// Absolute path of the test on the master's machine and the hash of its content: a slave that was
  /// sent another test fetches this one before it runs.
  std::string test_path;
  std::string test_hash;
  bool operator==(const MasterInfo&) const = default;
};

/// `ack`: the slave is registered.
struct Ack {
  std::optional<std::uint64_t> index;  // 0-based ordinal, fixed per identity; nil before 2.11
  std::optional<MasterInfo> info;      // Acrida masters only
  bool operator==(const Ack&) const = default;
};

/// `spawn`: bring the slave to exactly these counts. Classes left out stay as they are.
struct Spawn {
  WallTime timestamp{};  // a spawn that is not newer than the last one is discarded
  UserCounts user_counts;
  std::optional<std::string> host;
  std::optional<double> stop_timeout_s;
  /// Options of the test that every user may read; values are plain text here.
  std::map<std::string, std::string> options;
  /// SHA-256 of the file of each feeder of the test: a slave whose files are others refuses the run.
  std::vector<std::string> data_hashes{};
  /// Of the classes that have an executor, all of them each time. Their users wait until the start
  /// is told; epoch 0: not yet.
  std::vector<ScenarioPlan> scenarios{};
  WallTime scenarios_start{};
  /// Numbers the run, increasing on one master; 0 from a Locust master.
  std::uint64_t epoch = 0;
  bool operator==(const Spawn&) const = default;
};

/// `stop`: stop all users.
struct Stop {
  bool operator==(const Stop&) const = default;
};

/// `quit` from the master: stop, send a last report, exit.
struct MasterQuit {
  bool operator==(const MasterQuit&) const = default;
};

/// How much of what an Acrida slave has sent has arrived.
struct Receipt {
  std::uint64_t number = 0;    // of the heartbeat that it answers
  WallTime time{};             // the master's clock
  std::uint64_t epoch = 0;     // of the reports
  std::uint64_t received = 0;  // every report up to this one is counted
  std::uint64_t kept = 0;      // and survives the master up to this one: it need not be sent again
  bool operator==(const Receipt&) const = default;
};

/// `heartbeat` from the master: the answer to each heartbeat of a known slave.
struct HeartbeatReply {
  std::optional<Receipt> receipt{};  // to Acrida slaves only
  bool operator==(const HeartbeatReply&) const = default;
};

/// `spawning_complete` from the master: the whole ramp is done.
struct RampComplete {
  std::uint64_t user_count = 0;
  bool operator==(const RampComplete&) const = default;
};

/// `reconnect`: close and reopen the socket, same identity.
struct Reconnect {
  bool operator==(const Reconnect&) const = default;
};

/// `update_user_class` and `locustfile` arrive as Custom.
using FromMaster = std::variant<Ack, Spawn, Stop, MasterQuit, HeartbeatReply, RampComplete,
                                Reconnect, RowsGranted, RowsOpened, Custom>;

/// A message and the node id that stands in its third place: the slave's, in both directions.
template <class Message>
struct Envelope {
  Message message;
  std::string node_id;
};

}  // namespace acrida::wire
