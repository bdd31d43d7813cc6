// UserLife: the coroutine that drives a virtual user.
#include "slave/shard/user_life.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace acrida {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

UserLife::UserLife(ShardEnvironment& environment, const UserClassEntry& entry,
                   std::unique_ptr<User> user, const TaskPlan& plan, Scenario* scenario)
    : environment_(environment),
      scenario_(scenario),
      entry_(entry),
      user_(std::move(user)),
      root_{user_.get(), &plan},
      timer_(environment.loop()) {}

void UserLife::start(std::function<void(UserLife&)> on_end) {
  asio::co_spawn(environment_.loop(), run(),
                 asio::bind_cancellation_slot(cancellation_.slot(),
                                              [this, on_end = std::move(on_end)](
                                                  const std::exception_ptr&) { on_end(*this); }));
}

void UserLife::stop() {
  stopping_ = true;
  if (std::exchange(parked_, false)) scenario_->unpark(*this);
  timer_.cancel();
}

void UserLife::cut_off() {
  stop();
  cut_off_ = true;
  user_->mark_cut_off(true);
  cancellation_.emit(asio::cancellation_type::terminal);
}

// An await in a `catch` is not allowed, so each pause comes after its try.
task<> UserLife::run() {
  constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
  const bool started = co_await start_user();
  last_wait_end_ = Clock::now();
  bool goes_on = false;  // with the iteration that has begun, in a set
  while (!stopping_) {
    if (scenario_ && !goes_on && !co_await take_turn()) break;
    goes_on = false;
    Level& here = level();
    const TaskPlan::Item& item = here.plan->next(here.place, environment_.random());
    Next next = Next::task_after_wait;
    if (item.set) {
      next = co_await enter_set(item);
      goes_on = next == Next::first_task;
      if (goes_on) continue;
    } else {
      environment_.journal().note_task();
      try {
        co_await (here.owner->*item.method)();
      } catch (...) {
        next = after_exception(item.name);
      }
    }
    // Whoever limits the tasks stops the users by a message.
    if (environment_.count_task()) [[unlikely]]
      co_await asio::post(asio::use_awaitable);
    if (scenario_ && !cut_off_) scenario_->complete_iteration();
    const bool leaves = next == Next::parent_task || next == Next::parent_task_after_wait;
    if (stopping_) break;
    if (leaves && !sets_.empty()) co_await leave_set();
    if (stopping_) break;
    if (scenario_ && scenario_->has_arrivals()) continue;
    const bool waits = next == Next::task_after_wait || next == Next::parent_task_after_wait;
    const Clock::time_point now = Clock::now();
    const auto wait = waits ? next_wait(now) : std::chrono::nanoseconds(0);
    user_->begin_task(waits ? wait_time().intended_start(last_wait_end_) : std::nullopt);
    if (wait.count() == 0) {
      if (waits) last_wait_end_ = now;
      if (++tasks_without_turn_ % kTasksPerTurn == 0)
        co_await asio::post(asio::use_awaitable);  // others get their turn
      continue;
    }
    const auto limit = scenario_ ? scenario_->ends_at() : Clock::time_point::max();
    timer_.expires_at(std::min(now + wait, limit));
    last_wait_end_ = timer_.expiry();  // as planned, so that pacing does not drift
    const auto [error] = co_await timer_.async_wait(no_throw);
    if (!error) environment_.stats().record_lateness(Clock::now() - timer_.expiry());
  }
  // First: any other await of a user that was cut off throws.
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  co_await finish(started);
}

task<bool> UserLife::take_turn() {
  Scenario::Turn turn = scenario_->claim(*this);
  while (turn == Scenario::Turn::park) {
    scenario_->park(*this);
    parked_ = true;
    timer_.expires_at(Clock::time_point::max());
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (stopping_) co_return false;
    last_wait_end_ = Clock::now();
    turn = arrival_ ? Scenario::Turn::begin : scenario_->claim(*this);
  }
  if (turn == Scenario::Turn::end) co_return false;
  ++iterations_;
  scenario_->begin_iteration();
  if (const auto due = std::exchange(arrival_, std::nullopt)) {
    environment_.stats().record_lateness(Clock::now() - *due);
    user_->begin_task(due);
  }
  co_return true;
}

task<bool> UserLife::start_user() {
  constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
  while (!stopping_ && !(scenario_ && scenario_->over())) {
    Next next = Next::task;
    try {
      co_await user_->on_start();
    } catch (...) {
      next = after_exception("on_start");
    }
    // What ends a task by intention ends on_start too, and stop_user() asks for on_stop.
    if (next != Next::task_after_wait) co_return true;
    if (stopping_) break;
    timer_.expires_after(kRestartPause);
    co_await timer_.async_wait(no_throw);
  }
  co_return false;
}

task<> UserLife::finish(bool started) {
  cut_off_ = false;
  user_->mark_cut_off(false);
  while (!sets_.empty()) co_await leave_set();
  if (!started) co_return user_->mark_cut_off(true);
  user_->begin_task(std::nullopt);
  try {
    co_await user_->on_stop();
  } catch (...) {
    after_exception("on_stop");
  }
  user_->mark_cut_off(true);
}

// A set whose on_start ends by any exception has not begun: its on_stop is not called.
task<UserLife::Next> UserLife::enter_set(const TaskPlan::Item& item) {
  Next next = Next::first_task;
  bool entered = false;
  try {
    std::unique_ptr<TaskSetBase> set = item.create_set();
    set->drop_task_entries();
    set->enter(*user_, *level().owner);
    TaskOwner* owner = set.get();
    sets_.push_back({std::move(set), &item, Level{owner, item.set.get()}});
    entered = true;
    co_await owner->on_start();
  } catch (...) {
    next = after_exception(item.name + (entered ? "::on_start" : "::(constructor)"));
  }
  if (next == Next::first_task) co_return next;
  if (entered) sets_.pop_back();
  if (next == Next::parent_task) co_return Next::task;
  co_return next == Next::task ? next : Next::task_after_wait;
}

task<> UserLife::leave_set() {
  const OpenSet left = std::move(sets_.back());
  sets_.pop_back();
  try {
    co_await left.set->on_stop();
  } catch (...) {
    after_exception(left.item->name + "::on_stop");
  }
}

const WaitTime& UserLife::wait_time() {
  const WaitTime& own = level().owner->wait_time;
  return own.is_set() ? own : user_->wait_time;
}

std::chrono::nanoseconds UserLife::next_wait(Clock::time_point now) {
  try {
    return wait_time().next(environment_.random(), last_wait_end_, now);
  } catch (...) {
    after_exception("wait_time");
    return stopping_ ? std::chrono::nanoseconds(0) : kRestartPause;
  }
}

// Called in a catch block. What a cut-off user throws is the cut-off itself.
UserLife::Next UserLife::after_exception(std::string where) {
  try {
    throw;
  } catch (const Reschedule&) {
    return Next::task;
  } catch (const Interrupt& interrupt) {
    return interrupt.reschedule ? Next::parent_task : Next::parent_task_after_wait;
  } catch (const StopUser&) {
    stopping_ = true;
    return Next::task;
  } catch (const StopTest& stop) {
    stopping_ = true;
    environment_.stop_test(stop.reason);
    return Next::task;
  } catch (const EndTask&) {
  } catch (...) {
    if (where.find("::") == std::string::npos) where = std::string(entry_.name) + "::" + where;
    if (!cut_off_) environment_.add_exception(*user_, std::current_exception(), std::move(where));
  }
  return Next::task_after_wait;
}

}  // namespace acrida
