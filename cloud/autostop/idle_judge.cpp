// IdleJudge: one look after the other.
#include "cloud/autostop/idle_judge.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

std::string seconds_text(BootTime span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count()) + " s";
}

}  // namespace

IdleJudge::IdleJudge(const IdleSettings& settings, IdleMoment now)
    : settings_(settings), first_(now.boot), begun_(now.boot), last_(now.boot) {}

void IdleJudge::pass_over_gap(BootTime now) {
  const BootTime gap = now - std::exchange(last_, now);
  if (gap <= kLongestGap) return;
  begun_ += gap;
  for (Log& log : logs_) {
    log.quiet_since += gap;
    log.heard += gap;
  }
}

void IdleJudge::note_clock(IdleMoment now) {
  if (!settings_.expires) return;
  const BootTime deadline = now.boot + (*settings_.expires - now.wall);
  const bool settles = now.boot - first_ < std::min(settings_.grace, kClockSettles);
  if (!deadline_ || settles || deadline < *deadline_) deadline_ = deadline;
}

void IdleJudge::note(Log& log, const LogReading& reading, BootTime now) {
  log.is_unreadable = reading.state == LogReading::State::unreadable;
  log.has_grown = log.has_grown || reading.has_grown;
  if (reading.activity) log.activity = reading.activity;
  // One that has begun and ended between two looks was a run, too.
  if (reading.had_run) log.heard = log.quiet_since = now;
  log.in_run = log.activity && log.activity->in_run && now - log.heard < settings_.lease;
  if (log.in_run) log.quiet_since = now;
}

IdleVerdict IdleJudge::judge(std::span<const LogReading> readings, IdleMoment now) {
  pass_over_gap(now.boot);
  note_clock(now);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (i == logs_.size()) logs_.emplace_back().quiet_since = begun_;
    note(logs_[i], readings[i], now.boot);
  }
  IdleVerdict now_is = verdict(now.boot);
  const bool is_over =
      now_is.kind == IdleVerdict::Kind::idle || now_is.kind == IdleVerdict::Kind::expired;
  now_is.stop = std::exchange(was_over_, is_over) && is_over;
  return now_is;
}

IdleVerdict IdleJudge::verdict(BootTime now) const {
  using Kind = IdleVerdict::Kind;
  const bool has_settled = now - first_ >= std::min(settings_.grace, kClockSettles);
  if (deadline_ && now >= *deadline_ && has_settled)
    return {Kind::expired, false, "the life of this machine is over, whatever it does"};
  std::uint64_t users = 0;
  BootTime quiet_since = begun_;
  for (const Log& log : logs_) {
    if (log.in_run) users += log.activity->users;
    quiet_since = std::max(quiet_since, log.quiet_since);
  }
  if (std::any_of(logs_.begin(), logs_.end(), [](const Log& log) { return log.in_run; }))
    return {Kind::in_use, false, "a run is on here, with " + std::to_string(users) + " users"};
  for (const Log& log : logs_) {
    if (log.is_unreadable)
      return {Kind::unknown, false, "a log cannot be read, so this machine is kept"};
    if (log.has_grown && !log.activity)
      return {Kind::unknown, false,
              "a log grows without a word about runs, so this machine is kept: is it that of a "
              "slave of this version?"};
  }
  if (now - begun_ < settings_.grace)
    return {Kind::grace, false,
            "the grace time has " + seconds_text(settings_.grace - (now - begun_)) + " left"};
  const BootTime idle = now - quiet_since;
  if (idle < settings_.idle)
    return {Kind::waiting, false,
            "no run for " + seconds_text(idle) + " of " + seconds_text(settings_.idle)};
  return {Kind::idle, false, "no run for " + seconds_text(idle)};
}

}  // namespace acrida
