// RunMachine: the master's logic without any input or output. Here: what is shown of it.
#include <algorithm>
#include <utility>

#include "master/run/run_machine.hpp"

namespace acrida {

RunViewPtr RunMachine::view(Now now, bool with_details) {
  auto view = std::make_shared<RunView>();
  // Of a process that starts later they are greater.
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.wall.time_since_epoch());
  last_view_ = std::max(last_view_ + 1, static_cast<std::uint64_t>(since_1970.count()));
  if (first_view_ == 0) first_view_ = last_view_;
  view->number = last_view_;
  view->first_number = first_view_;
  view->markers = markers_.all();
  view->taken_at = now.wall;
  view->state = state_;
  view->users = slaves_.user_count();
  view->host = describe_host();
  view->test_path = settings_.test_path;
  view->test_name = settings_.test_name;
  view->version = settings_.version;
  if (run_) {
    view->epoch = run_->epoch;
    view->target_users = run_->ramp.target();
    view->spawn_rate = run_->ramp.rate_per_s();
    view->start_time = run_->start.wall;
    view->end_time = run_->end_time;
    view->run_time = run_->run_time;
    if (run_->ends_at && is_active(state_))
      view->remaining = std::max<std::chrono::nanoseconds>(*run_->ends_at - now.mono, {});
    view->user_classes = run_->user_classes;
    view->crashes = run_->crashes;
  }
  for (const auto& [id, slave] : slaves_.all()) {
    SlaveView shown;
    shown.id = id;
    shown.index = slave.index;
    shown.state = slave.state;
    shown.present = slave.present;
    shown.is_acrida = slave.is_acrida;
    shown.machine = slave.machine;
    shown.version = slave.version;
    shown.users = slave.present ? total_users(slave.users) : 0;
    shown.user_counts = slave.users;
    shown.cpu_percent = slave.cpu_percent;
    shown.memory_bytes = slave.memory_bytes;
    const SlaveClock& clock = slave.reports.clock;
    using Milliseconds = std::chrono::duration<double, std::milli>;
    if (const auto wall = clock.wall_at(now.mono))
      shown.clock_offset_ms = Milliseconds(*wall - now.wall).count();
    if (const auto trip = clock.round_trip()) shown.round_trip_ms = Milliseconds(*trip).count();
    view->slaves.push_back(std::move(shown));
  }
  std::sort(view->slaves.begin(), view->slaves.end(),
            [](const SlaveView& a, const SlaveView& b) { return a.index < b.index; });
  stats_.describe(*view, with_details, now);
  judge_.describe(view->generator);
  rows_.describe(*view);
  if (run_) run_->scenarios.describe(*view, run_->scenarios_end.value_or(now));
  view->insecure_link = settings_.insecure_link;
  view->link.garbage = garbage_;
  view->link.unknown_senders = unknown_senders_;
  for (const auto& [id, slave] : slaves_.all()) view->link.lost_slaves += slave.lost ? 1 : 0;
  return view;
}

std::string RunMachine::describe_host() const {
  if (run_ && run_->host) return *run_->host;
  if (settings_.host) return *settings_.host;
  for (const TestClass& user_class : settings_.classes) {
    if (!user_class.host.empty()) return user_class.host;
  }
  return "";
}

bool RunMachine::mark(Marker::Kind kind, std::string text) {
  return markers_.add({run_->wall_of(now_), kind, std::move(text), last_view_});
}

Timeline::Moment RunMachine::moment() const {
  Timeline::Moment moment;
  moment.users = slaves_.user_count();
  moment.target_users = run_ ? run_->ramp.target() : 0;
  moment.last_view = last_view_;
  for (const auto& [id, slave] : slaves_.all()) {
    const GeneratorSecond* figures = slave.present ? judge_.newest_of(id) : nullptr;
    if (figures == nullptr) continue;
    const auto raise = [](float& to, double value) {
      to = std::max(to, static_cast<float>(value));
    };
    raise(moment.cpu_percent, figures->cpu_percent);
    raise(moment.loop_lag_ms, figures->loop_lag_p99_ms);
    raise(moment.lateness_ms, figures->lateness_p99_ms);
    moment.generator = std::max(moment.generator, verdict_on(*figures));
  }
  return moment;
}

}  // namespace acrida
