// SlaveRegistry: every slave that has registered, and what is known of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/plan/user_class.hpp"
#include "core/wire/message.hpp"
#include "master/run/journal_entry.hpp"
#include "master/run/report_mark.hpp"

namespace acrida {

struct Slave {
  /// What the machine still waits for after a stop.
  enum class Stopping { kNo, kUsers, kLastReport };

  std::uint64_t index = 0;  // fixed for the master's life
  std::string version;
  bool is_acrida = false;
  std::string machine;  // of the fleet that it is on; "" = none
  /// Its hello had no version: an Acrida slave that has not sent a heartbeat yet, or boomer.
  bool may_be_acrida = false;
  /// It was neither, and took part in a run that it does not understand.
  bool is_foreign = false;
  /// A Locust worker before 2.19 logs an unknown message for each reply.
  bool wants_heartbeat_reply = false;
  /// Takes part: neither missing nor gone.
  bool present = false;
  /// As the last heartbeat said; "missing" or "quit" when it is not present.
  std::string state;
  double cpu_percent = 0;
  std::uint64_t memory_bytes = 0;
  Instant last_heartbeat{};
  bool heard = false;             // a heartbeat has come
  std::uint64_t descriptors = 0;  // that its users may have; 0 = not known
  std::uint64_t ports = 0;

  UserCounts users;                  // as reported
  std::optional<UserCounts> sent;    // the last `spawn` of the active run; none = must be sent
  std::uint64_t sent_scenarios = 0;  // their generation in that
  WallTime spawned_at{};             // timestamp of the last `spawn`
  WallTime stopped_at{};             // and of the last `stop`
  ReportMark reports;
  std::uint64_t kept = 0;                 // of the reports, the last one that survives the master
  std::uint64_t written = 0;              // and the last one that is on its way to the journal
  std::optional<SlaveStanding> standing;  // the last one that is
  Stopping stopping = Stopping::kNo;
  Instant stopping_since{};
  std::uint64_t final_sequence = 0;  // of an Acrida slave that has stopped: its last report
  bool draining = false;             // it gets no users any more, and leaves when it has none
  bool lost = false;     // missing with users of the run: what they did last may not be counted
  unsigned crashes = 0;  // in this run: it lost its users without being told to
};

/// Keyed by identity. Indexes are never reused. Bounded: when kMaxSlaves are known, the one that
/// has been away longest makes room, and a hello is refused while all are present. One owner.
class SlaveRegistry {
 public:
  static constexpr std::size_t kMaxSlaves = 20'000;

  explicit SlaveRegistry(std::size_t max_slaves = kMaxSlaves) : max_slaves_(max_slaves) {}

  /// The slave of this identity, created when it is new; nullptr when there is no room.
  Slave* admit(const std::string& id);
  Slave* find(const std::string& id);
  /// As it was before the master was started again; nullptr when there is no room.
  Slave* restore(const std::string& id, std::uint64_t index);
  /// Ordered by identity.
  std::map<std::string, Slave>& all() { return slaves_; }
  const std::map<std::string, Slave>& all() const { return slaves_; }
  std::size_t present_count() const;
  /// Users reported by the slaves that are present.
  std::uint64_t user_count() const;

 private:
  bool make_room();

  std::size_t max_slaves_;
  std::map<std::string, Slave> slaves_;
  std::uint64_t next_index_ = 0;
};

}  // namespace acrida
