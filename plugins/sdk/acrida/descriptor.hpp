// readable, writable: waiting for a file descriptor of a library that has no coroutines.
#pragma once

#include <acrida/task.hpp>

namespace acrida {

/// Until reading from (writing to) `fd` would not block, or its other side is closed: for libraries
/// that show their socket, as libpq and c-ares do, so that they need no thread. `fd` stays the
/// caller's, also its blocking mode, and may be closed meanwhile; it is a socket, a pipe or
/// whatever epoll(7) can watch, else boost::system::system_error is thrown. [shard]
///
///   co_await readable(PQsocket(connection));
///   PQconsumeInput(connection);
task<> readable(int fd);
task<> writable(int fd);

}  // namespace acrida
