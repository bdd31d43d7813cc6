// within: the call runs as a coroutine of its own, which is cancelled by the timer or by a stop.
#include <exception>
#include <memory>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <acrida/within.hpp>

#include "duration_text.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;

// Shared by the call, its timer and the await, as each may be the last to end.
struct LimitedCall {
  explicit LimitedCall(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  asio::cancellation_signal cancellation;
  bool ended = false;
  bool late = false;
};

}  // namespace

task<> within(std::chrono::nanoseconds limit, task<> call) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto state = std::make_shared<LimitedCall>(executor);
  state->timer.expires_after(limit);
  state->timer.async_wait([state](boost::system::error_code error) {
    if (error || state->ended) return;
    state->late = true;
    state->cancellation.emit(asio::cancellation_type::terminal);
  });
  auto start = [state, executor, call = std::move(call)](auto&& handler) mutable {
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected())
      slot.assign([state](asio::cancellation_type type) { state->cancellation.emit(type); });
    asio::co_spawn(executor, std::move(call),
                   asio::bind_cancellation_slot(
                       state->cancellation.slot(),
                       [state, handler = std::move(handler)](std::exception_ptr thrown) mutable {
                         state->ended = true;
                         state->timer.cancel();
                         asio::get_associated_cancellation_slot(handler).clear();
                         std::move(handler)(thrown);
                       }));
  };
  std::exception_ptr thrown;
  try {
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
        std::move(start), asio::use_awaitable);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown && state->late)
    throw NetworkError(asio::error::timed_out, "no answer within " + duration_text(limit));
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace acrida
