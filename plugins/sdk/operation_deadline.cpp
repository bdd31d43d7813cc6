// OperationDeadline: a lazy timer.
#include "operation_deadline.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace acrida {

using Clock = std::chrono::steady_clock;

struct OperationDeadline::State {
  State(const boost::asio::any_io_executor& executor, std::function<void()> callback)
      : timer(executor), on_late(std::move(callback)) {}
  boost::asio::steady_timer timer;
  std::function<void()> on_late;  // empty once the owner has gone
  Clock::time_point due = Clock::time_point::max();
  bool armed = false;
  bool late = false;
};

OperationDeadline::OperationDeadline(const boost::asio::any_io_executor& executor,
                                     std::function<void()> on_late)
    : state_(std::make_shared<State>(executor, std::move(on_late))) {}

OperationDeadline::~OperationDeadline() {
  state_->on_late = nullptr;
  state_->timer.cancel();
}

bool OperationDeadline::was_late() const {
  return state_->late;
}

Clock::time_point OperationDeadline::due_in(std::chrono::nanoseconds limit) {
  const Clock::time_point now = Clock::now();
  return limit > Clock::time_point::max() - now ? Clock::time_point::max() : now + limit;
}

void OperationDeadline::begin(Clock::time_point due) {
  state_->late = false;
  state_->due = due;
  if (state_->armed && state_->timer.expiry() <= due) return;
  arm(state_);
}

void OperationDeadline::end() {
  state_->due = Clock::time_point::max();
}

void OperationDeadline::arm(const std::shared_ptr<State>& state) {
  state->armed = true;
  state->timer.expires_at(state->due);  // a wait for another time ends as cancelled
  state->timer.async_wait([state](boost::system::error_code error) {
    if (error || !state->on_late) return;
    state->armed = false;
    if (state->due == Clock::time_point::max()) return;  // nothing to wait for: the next one arms
    if (Clock::now() < state->due) return arm(state);
    state->due = Clock::time_point::max();
    state->late = true;
    state->on_late();
  });
}

}  // namespace acrida
