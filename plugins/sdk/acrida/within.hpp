// within: a time limit for any await.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include <acrida/network_error.hpp>
#include <acrida/task.hpp>

namespace acrida {

/// Awaits `call` and gives its value. When it takes longer than `limit`, every await in it is ended
/// as by a stop, and NetworkError (boost::asio::error::timed_out, "no answer within 5 s") is
/// thrown; what the call held, such as a connection, is in the state that its client says. [shard]
///
///   auto reply = co_await within(5s, redis.command("GET", key));
task<> within(std::chrono::nanoseconds limit, task<> call);

namespace detail {
template <class T>
task<> keep(task<T> call, std::optional<T>& value) {
  value.emplace(co_await std::move(call));
}
}  // namespace detail

template <class T>
task<T> within(std::chrono::nanoseconds limit, task<T> call) {
  std::optional<T> value;
  co_await within(limit, detail::keep(std::move(call), value));
  co_return std::move(*value);
}

}  // namespace acrida
