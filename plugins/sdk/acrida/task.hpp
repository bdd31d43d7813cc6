// task<T>: what a virtual user's code returns, and how it sleeps.
#pragma once

#include <chrono>

// Asio's per-thread data is shared by the executable and its plugins, so both must be built alike.
#if !defined(BOOST_ASIO_SEPARATE_COMPILATION) || BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE != 8
#error "compile with the flags of Acrida's CMake package (Acrida::sdk) or of pkg-config acrida"
#endif

#include <boost/asio/awaitable.hpp>

namespace acrida {

/// A coroutine on the loop of the user's shard. It is Asio's own awaitable, so that every library
/// built on Asio works inside a user with `co_await something(..., boost::asio::use_awaitable)`.
template <class T = void>
using task = boost::asio::awaitable<T>;

/// Suspends the calling user only. Ends early, by an exception that the user need not catch, when
/// the test stops and the stop timeout is over. [shard]
task<> sleep(std::chrono::nanoseconds duration);

}  // namespace acrida
