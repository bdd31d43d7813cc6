// UserPool: starts in portions, stops newest first, cuts off after the stop timeout.
#include "slave/shard/user_pool.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace acrida {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

UserPool::UserPool(ShardEnvironment& environment, std::vector<const UserClassEntry*> classes,
                   std::function<std::uint64_t()> next_id)
    : environment_(environment),
      classes_(std::move(classes)),
      next_id_(std::move(next_id)),
      plans_(classes_.size()),
      scenarios_(classes_.size()),
      running_(classes_.size()),
      target_(classes_.size()),
      reaper_(environment.loop()) {}

void UserPool::resize(const UserCounts& targets, UserSettings settings,
                      std::function<void()> on_done) {
  settings_ = std::move(settings);
  on_resized_ = std::move(on_done);
  ++generation_;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const auto target = targets.find(classes_[i]->name);
    if (target != targets.end()) target_[i] = target->second;
    if (!settings_.may_grow) target_[i] = std::min<std::uint64_t>(target_[i], running_[i].size());
  }
  follow_scenarios();
  grow();
}

// Users that a scenario has ended are not started again.
void UserPool::follow_scenarios() {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    for (const ScenarioPlan& plan : settings_.scenarios) {
      if (plan.user_class != classes_[i]->name) continue;
      if (!scenarios_[i]) scenarios_[i] = std::make_unique<Scenario>(environment_, plan.user_class);
      scenarios_[i]->follow(plan, settings_.scenarios_start);
    }
    if (!scenarios_[i]) continue;
    if (scenarios_[i]->over()) target_[i] = std::min<std::uint64_t>(target_[i], running_[i].size());
    target_[i] -= std::min<std::uint64_t>(target_[i], scenarios_[i]->finished_users());
  }
}

std::vector<ScenarioDelta> UserPool::take_scenarios() {
  std::vector<ScenarioDelta> deltas;
  for (const auto& scenario : scenarios_) {
    if (!scenario) continue;
    deltas.push_back(scenario->take());
    if (deltas.back().empty()) deltas.pop_back();
  }
  return deltas;
}

void UserPool::grow() {
  std::size_t started = 0;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    while (running_[i].size() < target_[i]) {
      if (started++ == kStartsPerTurn) {
        asio::post(environment_.loop(), [this, generation = generation_] {
          if (generation == generation_) grow();
        });
        return;
      }
      start_user(i);
    }
  }
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    while (running_[i].size() > target_[i]) {
      stop_user(std::move(running_[i].back()));
      running_[i].pop_back();
    }
  }
  if (auto done = std::exchange(on_resized_, nullptr)) done();
}

void UserPool::start_user(std::size_t class_index) {
  const UserClassEntry& entry = *classes_[class_index];
  try {
    std::unique_ptr<User> user = entry.create();
    const TaskPlan& plan = plan_for(*user, class_index);
    user->drop_task_entries();
    user->executor = {};
    user->attach(environment_, next_id_(), settings_.host);
    auto life = std::make_unique<UserLife>(environment_, entry, std::move(user), plan,
                                           scenarios_[class_index].get());
    UserLife& started = *life;
    started.slot = running_[class_index].size();
    running_[class_index].push_back(std::move(life));
    started.start([this](UserLife& ended) { on_end(ended); });
  } catch (...) {
    environment_.exceptions().add(std::current_exception(),
                                  std::string(entry.name) + "::" + entry.name);
    --target_[class_index];  // not tried again before the next resize
  }
}

const TaskPlan& UserPool::plan_for(User& first, std::size_t class_index) {
  std::unique_ptr<TaskPlan>& plan = plans_[class_index];
  if (!plan)
    plan = std::move(TaskPlan::make(first, classes_[class_index]->name, settings_.tags).value());
  return *plan;
}

void UserPool::stop_user(std::unique_ptr<UserLife> life) {
  UserLife& stopping = *life;
  stopping.deadline = Clock::now() + settings_.stop_timeout;
  stopping_.emplace(&stopping, std::move(life));
  stopping.stop();
  if (!reaping_) reap();
}

void UserPool::stop_all(std::function<void()> on_done) {
  ++generation_;
  on_resized_ = nullptr;
  on_stopped_ = std::move(on_done);
  for (const auto& scenario : scenarios_)
    if (scenario) scenario->close();
  limit_stop(settings_.stop_timeout);
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    target_[i] = 0;
    for (; !running_[i].empty(); running_[i].pop_back()) stop_user(std::move(running_[i].back()));
  }
  finish_stop_if_empty();
}

void UserPool::limit_stop(std::chrono::nanoseconds timeout) {
  settings_.stop_timeout = timeout;
  for (const auto& [life, owner] : stopping_)
    if (!cuts_.contains(life)) life->deadline = std::min(life->deadline, Clock::now() + timeout);
}

void UserPool::on_end(UserLife& life) {
  // The life is still in use by the frame that calls this.
  asio::post(environment_.loop(), [this, ended = &life] {
    if (stopping_.erase(ended) == 0) return take_out(*ended);
    cuts_.erase(ended);
    finish_stop_if_empty();
  });
}

// It has stopped itself.
void UserPool::take_out(UserLife& ended) {
  std::size_t class_index = 0;
  while (classes_[class_index] != &ended.user_class()) ++class_index;
  Group& group = running_[class_index];
  const std::size_t slot = ended.slot;
  std::swap(group[slot], group.back());
  group[slot]->slot = slot;
  group.pop_back();
  --target_[class_index];
}

void UserPool::reap() {
  const Clock::time_point now = Clock::now();
  std::vector<UserLife*> due;
  for (const auto& [life, owner] : stopping_)
    if (life->deadline <= now) due.push_back(life);
  for (UserLife* life : due) {
    const int cuts = ++cuts_[life];
    life->deadline = now + (cuts == 1 ? kOnStopLimit : std::chrono::seconds(kHopeless));
    if (cuts <= 2) {
      life->cut_off();
    } else {
      static_cast<void>(stopping_.at(life).release());  // its frames are still in use: never freed
      stopping_.erase(life);
      cuts_.erase(life);
      ++abandoned_;
      environment_.exceptions().add(
          std::make_exception_ptr(std::runtime_error("a user could not be stopped")), "stop");
      finish_stop_if_empty();
    }
  }
  reaping_ = !stopping_.empty();
  if (!reaping_) return;
  reaper_.expires_after(kReapPeriod);
  reaper_.async_wait([this](boost::system::error_code error) {
    if (!error) reap();
  });
}

void UserPool::finish_stop_if_empty() {
  if (!stopping_.empty()) return;
  if (auto done = std::exchange(on_stopped_, nullptr)) done();
}

UserCounts UserPool::counts() const {
  UserCounts counts;
  for (std::size_t i = 0; i < classes_.size(); ++i) counts[classes_[i]->name] = running_[i].size();
  return counts;
}

}  // namespace acrida
