// Scenario: the executor of one class of users on one shard.
#include "slave/shard/scenario.hpp"

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
  if (state_ == State::over) return;
  if (state_ == State::active) {
    if (plan.share == (next_plan_ ? *next_plan_ : plan_).share) return;
    next_plan_ = plan;
    next_plan_->executor = plan_.executor;
    if (has_arrivals()) take_share();
    return;
  }
  plan_ = plan;
  if (!start || start_) return;
  start_ = start;
  iterations_left_ = plan.share.of(plan.executor.iterations);
  start_timer_.expires_at(*start_ + plan.executor.start_after);
  start_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) begin();
  });
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
  if (plan_.executor.duration.count() > 0) {
    end_timer_.expires_at(*start_ + plan_.executor.start_after + plan_.executor.duration);
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
  if (state_ == State::over) return Turn::end;
  if (state_ == State::waiting || has_arrivals()) return Turn::park;
  const std::uint64_t iterations = plan_.executor.iterations;
  if (plan_.executor.kind == Kind::iterations_per_user && user.iterations() >= iterations)
    return Turn::end;
  if (plan_.executor.kind == Kind::shared_iterations) {
    if (iterations_left_ == 0) return Turn::end;
    --iterations_left_;
  }
  ++delta_.begun;
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

// The arrival that is waited for may belong to the part that now has another owner.
void Scenario::take_share() {
  if (!idle_ && due_ < next_plan_->since) return;  // await_next_arrival() will come to it
  use_next_plan();
  await_next_arrival();
}

void Scenario::use_next_plan() {
  plan_ = *std::exchange(next_plan_, std::nullopt);
  arrivals_.emplace(plan_, environment_.random());
}

void Scenario::await_next_arrival() {
  if (find_next_arrival()) return await_arrival();
  idle_ = plan_.share.parts == 0;
  if (!idle_) end();
}

bool Scenario::find_next_arrival() {
  idle_ = false;
  auto due = arrivals_->next(environment_.random());
  if (next_plan_ && (!due || *due >= next_plan_->since)) {
    use_next_plan();
    due = arrivals_->next(environment_.random());
  }
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
  for (unsigned i = 0; i + 1 < kArrivalsPerTurn && *start_ + due_ <= now; ++i) {
    carry_out(*start_ + due_);
    if (!find_next_arrival()) return end();
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
  ++delta_.begun;
  user->begin_arrival(due);
}

}  // namespace acrida
