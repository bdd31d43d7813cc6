// UserLife: the coroutine that drives a virtual user.
#include "slave/shard/user_life.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "slave/shard/task_name.hpp"

namespace acrida {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

UserLife::UserLife(ShardEnvironment& environment, const UserClassEntry& entry, std::uint64_t id,
                   const std::string& host)
    : environment_(environment), entry_(entry), user_(entry.create()), timer_(environment.loop()) {
  user_->attach(environment, id, host);
}

void UserLife::start(std::function<void(UserLife&)> on_end) {
  asio::co_spawn(environment_.loop(), run(),
                 asio::bind_cancellation_slot(cancellation_.slot(),
                                              [this, on_end = std::move(on_end)](
                                                  const std::exception_ptr&) { on_end(*this); }));
}

void UserLife::stop() {
  stopping_ = true;
  timer_.cancel();
}

void UserLife::cut_off() {
  stopping_ = true;
  cut_off_ = true;
  user_->mark_cut_off(true);
  cancellation_.emit(asio::cancellation_type::terminal);
}

task<> UserLife::run() {
  // An await in a `catch` is not allowed, so each pause comes after its try.
  constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
  bool started = false;
  while (!started && !stopping_) {
    try {
      co_await user_->on_start();
      started = true;
    } catch (...) {
      report_exception("on_start");
    }
    if (started || stopping_) break;
    timer_.expires_after(kRestartPause);
    co_await timer_.async_wait(no_throw);
  }
  while (!stopping_) {
    const User::TaskEntry& chosen = choose_task();
    const Clock::time_point task_start = Clock::now();
    environment_.journal().note_task();
    try {
      co_await (user_.get()->*chosen.method)();
    } catch (...) {
      report_exception(
          task_name(chosen, static_cast<std::size_t>(&chosen - user_->tasks().data())));
    }
    environment_.count_task();
    if (stopping_) break;
    const Clock::time_point now = Clock::now();
    const auto wait = user_->wait_time.next(environment_.random(), task_start, now);
    if (wait.count() == 0) {
      co_await asio::post(asio::use_awaitable);  // others get their turn
      continue;
    }
    timer_.expires_at(now + wait);
    const auto [error] = co_await timer_.async_wait(no_throw);
    if (!error) environment_.stats().record_lateness(Clock::now() - timer_.expiry());
  }
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  cut_off_ = false;
  if (!started) co_return;
  user_->mark_cut_off(false);
  try {
    co_await user_->on_stop();
  } catch (...) {
    report_exception("on_stop");
  }
  user_->mark_cut_off(true);
}

const User::TaskEntry& UserLife::choose_task() {
  const auto tasks = user_->tasks();
  if (tasks.size() == 1) return tasks.front();
  double sum = 0;
  for (const User::TaskEntry& entry : tasks) sum += entry.weight;
  double place = std::uniform_real_distribution<double>(0, sum)(environment_.random());
  for (const User::TaskEntry& entry : tasks) {
    if (place < entry.weight) return entry;
    place -= entry.weight;
  }
  return tasks.back();
}

// Called in a catch block. What a cut-off user throws is the cut-off itself.
void UserLife::report_exception(std::string where) {
  if (cut_off_) return;
  if (where.find("::") == std::string::npos) where = std::string(entry_.name) + "::" + where;
  environment_.add_exception(*user_, std::current_exception(), std::move(where));
}

}  // namespace acrida
