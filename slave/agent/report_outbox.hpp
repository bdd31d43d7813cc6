// ReportOutbox: the reports of a run until the master has them for good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/wire/message.hpp"

namespace acrida {

/// Numbers reports and keeps each until a receipt says that it survives the master. What a receipt
/// shows to be lost on the way is sent again, with everything after it: the master counts in order
/// only. Reports beyond kMaxUnreceived under way are merged into one that waits, so that a master
/// who is away for an hour costs no more memory than one who is away for a minute. Pure; one owner.
///
///   add ──► under way ──received──► received ──kept──► gone
///      └──► waiting (merged) ──room──► under way
class ReportOutbox {
 public:
  static constexpr std::size_t kMaxUnreceived = 64;
  /// Received and not kept: beyond it the oldest are forgotten. They would be lost with the master.
  static constexpr std::size_t kMaxReceived = 256;

  using Reports = std::vector<wire::StatsReport>;

  /// A new run. With `acknowledged` false there will be no receipts (of a Locust master): nothing is
  /// kept. Returns how many reports of the last run no master has received.
  std::size_t begin(std::uint64_t epoch, bool acknowledged);
  /// What to send now: the report with its number, or nothing while it waits.
  Reports add(wire::StatsReport report);
  /// What waits, whether there is room or not: it is the end of the run.
  Reports flush();
  /// Everything that has been sent was sent before this heartbeat.
  void note_beat(std::uint64_t number);
  /// What to send now.
  Reports on_receipt(const wire::Receipt& receipt);

  std::uint64_t epoch() const { return epoch_; }
  /// Of the last report; what waits will get the next one, or several.
  std::uint64_t last_sequence() const { return sequence_ + (waiting_ ? 1 : 0); }
  /// Every report has been received, or will never be heard of.
  bool is_settled() const { return !acknowledged_ || (unreceived() == 0 && !waiting_); }

 private:
  struct Mark {
    std::uint64_t beat;
    std::uint64_t sequence;
  };

  std::size_t unreceived() const { return static_cast<std::size_t>(sequence_ - received_); }
  bool is_lost(const wire::Receipt& receipt);
  void send(wire::StatsReport report, Reports& out);

  std::uint64_t epoch_ = 0;
  std::uint64_t sequence_ = 0;
  std::uint64_t received_ = 0;
  bool acknowledged_ = false;
  std::deque<wire::StatsReport> sent_;  // consecutive, up to sequence_
  std::optional<wire::StatsReport> waiting_;
  std::deque<Mark> marks_;  // of heartbeats without a receipt
};

}  // namespace acrida
