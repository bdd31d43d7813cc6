// ReportOutbox: the reports of a run until the master has them for good.
#include "slave/agent/report_outbox.hpp"

#include <algorithm>
#include <utility>

#include "core/wire/report_split.hpp"

namespace acrida {
namespace {

/// Heartbeats that are waited for; one comes each second.
constexpr std::size_t kMaxMarks = 128;

/// Whatever is true of a moment is that of the newer one.
void merge(wire::StatsReport& into, wire::StatsReport newer) {
  acrida::merge(into.delta, newer.delta);
  into.user_counts = std::move(newer.user_counts);
  into.taken_at = newer.taken_at;
  if (newer.health) into.health = std::move(newer.health);
  for (auto& [name, value] : newer.attached) into.attached[name] = std::move(value);
}

}  // namespace

std::size_t ReportOutbox::begin(std::uint64_t epoch, bool acknowledged) {
  // The receipt of the last ones may be under way.
  const bool is_answered = marks_.size() < 2;
  const std::size_t lost = acknowledged_ && !is_answered ? unreceived() + (waiting_ ? 1 : 0) : 0;
  *this = ReportOutbox();
  epoch_ = epoch;
  acknowledged_ = acknowledged;
  return lost;
}

ReportOutbox::Reports ReportOutbox::add(wire::StatsReport report) {
  Reports out;
  if (waiting_)
    merge(*waiting_, std::move(report));
  else if (acknowledged_ && unreceived() >= kMaxUnreceived)
    waiting_ = std::move(report);
  else
    send(std::move(report), out);
  return out;
}

void ReportOutbox::send(wire::StatsReport report, Reports& out) {
  report.epoch = epoch_;
  report.sequence = ++sequence_;
  if (acknowledged_) sent_.push_back(report);
  out.push_back(std::move(report));
}

ReportOutbox::Reports ReportOutbox::flush() {
  Reports out;
  if (!waiting_) return out;
  for (wire::StatsReport& part : wire::split(*std::exchange(waiting_, {})))
    send(std::move(part), out);
  return out;
}

void ReportOutbox::note_beat(std::uint64_t number) {
  marks_.push_back({number, sequence_});
  if (marks_.size() > kMaxMarks) marks_.pop_front();
}

/// Messages of one connection keep their order: what was sent before a heartbeat that has come and
/// has not come itself never will.
bool ReportOutbox::is_lost(const wire::Receipt& receipt) {
  while (!marks_.empty() && marks_.front().beat < receipt.number) marks_.pop_front();
  if (marks_.empty() || marks_.front().beat != receipt.number) return false;
  return marks_.front().sequence > receipt.received;
}

ReportOutbox::Reports ReportOutbox::on_receipt(const wire::Receipt& receipt) {
  Reports out;
  if (!acknowledged_ || receipt.epoch != epoch_) return out;
  // A master that was started again may have received less than the one before had.
  received_ = std::min(receipt.received, sequence_);
  while (!sent_.empty() && sent_.front().sequence <= receipt.kept) sent_.pop_front();
  while (!sent_.empty() && sent_.front().sequence <= received_ &&
         received_ - sent_.front().sequence >= kMaxReceived)
    sent_.pop_front();
  if (is_lost(receipt)) {
    for (const wire::StatsReport& report : sent_)
      if (report.sequence > received_) out.push_back(report);
    marks_.clear();  // the heartbeats under way know nothing of these
  }
  if (unreceived() < kMaxUnreceived)
    for (wire::StatsReport& part : flush()) out.push_back(std::move(part));
  return out;
}

}  // namespace acrida
