// Scenario: the executor of one class of users on one shard.
#include "slave/shard/scenario.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "slave/shard/user_life.hpp"

namespace acrida {

namespace asio = boost::asio;
using Kind = ExecutorSpec::Kind;

Scenario::Scenario(ShardEnvironment& environment, std::string user_class)
    : environment_(environment),
      start_timer_(environment.loop()),
      end_timer_(environment.loop()),
      arrival_timer_(environment.loop()) {
  delta_.user_class = std::move(user_class);
}

void Scenario::follow(const ScenarioPlan& plan, std::optional<Clock::time_point> start) {
  if (over()) return;
  if (start_) return change_share(plan);
  plan_ = plan;
  if (!start) return;
  start_ = start;
  start_timer_.expires_at(*start_ + plan.executor.start_after);
  start_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) begin();
  });
}

void Scenario::change_share(const ScenarioPlan& plan) {
  if (plan.share == (next_plans_.empty() ? plan_ : next_plans_.back()).share) return;
  next_plans_.push_back(plan);
  next_plans_.back().executor = plan_.executor;
  if (state_ != State::active || !has_arrivals()) return;
  // The arrival that is waited for may belong to the part that now has another owner.
  if (!idle_ && due_ < next_plans_.front().since) return;
  use_next_plan();
  await_next_arrival();
}

void Scenario::close() {
  start_timer_.cancel();
  end_timer_.cancel();
  arrival_timer_.cancel();
  state_ = State::over;
}

void Scenario::begin() {
  if (over()) return;
  state_ = State::active;
  if (has_arrivals()) {
    arrivals_.emplace(plan_, environment_.random());
    return await_next_arrival();
  }
  if (!next_plans_.empty()) plan_ = next_plans_.back();
  iterations_left_ = plan_.share.of(plan_.executor.iterations);
  if (plan_.executor.duration.count() > 0) {
    ends_at_ = *start_ + plan_.executor.start_after + plan_.executor.duration;
    end_timer_.expires_at(ends_at_);
    end_timer_.async_wait([this](boost::system::error_code error) {
      if (!error) end();
    });
  }
  wake_all();
}

void Scenario::end() {
  state_ = State::over;
  wake_all();
}

Scenario::Turn Scenario::claim(const UserLife& user) {
  if (over()) return Turn::end;
  if (state_ == State::waiting || has_arrivals()) return Turn::park;
  const bool is_limited = ends_at_ != Clock::time_point::max();
  if (is_limited && Clock::now() >= ends_at_) {  // its timer may be about to go off
    end();
    return Turn::end;
  }
  const std::uint64_t iterations = plan_.executor.iterations;
  if (plan_.executor.kind == Kind::iterations_per_user && user.iterations() >= iterations) {
    ++finished_users_;
    return Turn::end;
  }
  if (plan_.executor.kind != Kind::shared_iterations) return Turn::begin;
  if (iterations_left_ == 0) {
    end();
    return Turn::end;
  }
  --iterations_left_;
  return Turn::begin;
}

void Scenario::park(UserLife& user) {
  user.place_in_park = parked_.size();
  parked_.push_back(&user);
}

void Scenario::unpark(UserLife& user) {
  parked_.back()->place_in_park = user.place_in_park;
  std::swap(parked_[user.place_in_park], parked_.back());
  parked_.pop_back();
}

ScenarioDelta Scenario::take() {
  ScenarioDelta delta = delta_;
  delta_ = {};
  delta_.user_class = delta.user_class;
  return delta;
}

// Each asks by claim() what it is to do.
void Scenario::wake_all() {
  for (UserLife* user : std::exchange(parked_, {})) user->wake();
}

// Who hears late of a change repeats nothing that it has carried out.
void Scenario::use_next_plan() {
  plan_ = next_plans_.front();
  next_plans_.pop_front();
  plan_.since = std::max(plan_.since, carried_out_ + std::chrono::nanoseconds(1));
  arrivals_.emplace(plan_, environment_.random());
}

void Scenario::await_next_arrival() {
  if (find_next_arrival()) await_arrival();
}

/// False: there is none, for now (this shard has no part) or for ever.
bool Scenario::find_next_arrival() {
  auto due = arrivals_->next(environment_.random());
  while (!next_plans_.empty() && (!due || *due >= next_plans_.front().since)) {
    use_next_plan();
    due = arrivals_->next(environment_.random());
  }
  idle_ = !due && plan_.share.parts == 0;
  if (!due && !idle_) end();
  due_ = due.value_or(due_);
  return due.has_value();
}

void Scenario::await_arrival() {
  arrival_timer_.expires_at(*start_ + due_);
  arrival_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) carry_out_arrivals();
  });
}

void Scenario::carry_out_arrivals() {
  if (over()) return;  // closed when the timer had gone off already
  const Clock::time_point now = Clock::now();
  for (unsigned i = 0; i < kArrivalsPerTurn && *start_ + due_ <= now; ++i) {
    carry_out(*start_ + due_);
    carried_out_ = due_;
    if (!find_next_arrival()) return;
  }
  await_arrival();
}

void Scenario::carry_out(Clock::time_point due) {
  if (parked_.empty()) {
    ++delta_.dropped;
    return;
  }
  UserLife* user = parked_.back();
  parked_.pop_back();
  user->begin_arrival(due);
}

}  // namespace acrida
