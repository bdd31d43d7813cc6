// measure: any await as a request in the statistics.
#pragma once

#include <concepts>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/asio/this_coro.hpp>

#include <acrida/control_flow.hpp>
#include <acrida/expectation_failed.hpp>
#include <acrida/request.hpp>
#include <acrida/task.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// What User::measure() gives: a Request with the value of the await. When the await threw, the
/// request has failed with the exception's message, and there is no value. [shard]
///
///   auto reply = co_await measure("REDIS", "GET", redis.command("GET", key));
///   if (reply.ok()) reply.expect(*reply == wanted, "wrong value");
///   std::string text = *co_await measure(...);  // when it failed, the task ends here
template <class T>
class Measured : public Request {
 public:
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  /// Why there is no value; empty when there is one.
  std::string error;

  bool ok() const { return value_.has_value(); }
  /// When there is no value, ends the task as User::expect() does: the failed request tells why.
  /// Throws ExpectationFailed when no failed request does: it has been counted, or passed by hand.
  Value& value() & {
    if (!value_) end_task();
    return *value_;
  }
  Value value() && { return std::move(value()); }
  Value& operator*() & { return value(); }
  Value operator*() && { return std::move(value()); }
  Value* operator->() { return &value(); }

 private:
  friend class User;
  using Request::Request;
  [[noreturn]] void end_task() const {
    if (counted() || outcome() != Outcome::failure) throw ExpectationFailed(error);
    throw EndTask{};
  }

  std::optional<Value> value_;
};

namespace detail {
/// One line that says what was thrown; throws on what is no std::exception, which is not for us.
std::string failure_text(const std::exception_ptr& thrown);
}  // namespace detail

template <class T>
task<Measured<T>> User::measure(std::string_view method, std::string_view name, task<T> call) {
  Measured<T> measured(*this, method, name);
  std::exception_ptr thrown;
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(call);
      measured.value_.emplace();
      measured.finish(0);
    } else {
      measured.value_.emplace(co_await std::move(call));
      std::uint64_t bytes = 0;
      if constexpr (std::convertible_to<const T&, std::string_view>)
        bytes = std::string_view(*measured.value_).size();
      measured.finish(bytes);
    }
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown) {
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    // Cut off by a stop, or by a race that another await has won: nobody knows how it would have
    // ended. It is counted as unknown on the way out.
    if (cancellation.cancelled() != boost::asio::cancellation_type::none)
      std::rethrow_exception(thrown);
    measured.error = detail::failure_text(thrown);
    measured.finish(0, measured.error);
  }
  co_return measured;
}

}  // namespace acrida
