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

IdleJudge::IdleJudge(const IdleSettings& settings, std::size_t logs, BootTime now)
    : settings_(settings), begun_(now), last_(now), logs_(logs) {
  for (Log& log : logs_) log.quiet_since = now;
}

void IdleJudge::note(Log& log, const LogReading& reading, BootTime now) {
  log.has_grown = log.has_grown || reading.has_grown;
  if (reading.activity) {
    // A run that has begun and ended between two looks was one, too.
    if (reading.had_run || (log.activity && log.activity->in_run)) log.quiet_since = now;
    log.activity = reading.activity;
    log.heard = now;
  }
  const bool is_fresh = log.activity && log.activity->in_run && now - log.heard < settings_.lease;
  if (is_fresh) log.quiet_since = now;
}

IdleVerdict IdleJudge::judge(std::span<const LogReading> readings, BootTime now) {
  const BootTime gap = now - last_;
  last_ = now;
  if (gap > kLongestGap) {
    begun_ += gap;
    for (Log& log : logs_) log.quiet_since += gap, log.heard += gap;
  }
  std::uint64_t users = 0;
  bool in_run = false;
  bool is_known = true;
  BootTime quiet_since = begun_;
  for (std::size_t i = 0; i < logs_.size() && i < readings.size(); ++i) {
    Log& log = logs_[i];
    note(log, readings[i], now);
    if (log.quiet_since == now && log.activity && log.activity->in_run) {
      in_run = true;
      users += log.activity->users;
    }
    if (log.has_grown && !log.activity) is_known = false;
    quiet_since = std::max(quiet_since, log.quiet_since);
  }
  const bool was_idle = std::exchange(was_idle_, false);
  if (settings_.expiry.count() > 0 && now >= settings_.expiry)
    return {true, "the machine is older than its expiry of " + seconds_text(settings_.expiry)};
  if (in_run) return {false, "a run has " + std::to_string(users) + " users here"};
  if (!is_known)
    return {
        false,
        "a log has lines, but none about users: its slave must log at INFO and be this version"};
  if (now - begun_ < settings_.grace)
    return {false,
            "the grace time has " + seconds_text(settings_.grace - (now - begun_)) + " left"};
  const BootTime idle = now - quiet_since;
  if (idle < settings_.idle)
    return {false, "idle for " + seconds_text(idle) + " of " + seconds_text(settings_.idle)};
  was_idle_ = true;
  return {was_idle, "no run for " + seconds_text(idle)};
}

}  // namespace acrida
