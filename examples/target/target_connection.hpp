// Target connection: requests in, answers out, until the peer closes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace acrida {

/// Keep-alive and pipelining; at most 16 KiB of header (431 above) and 1 MiB of body (413). Never
/// throws for what the peer does.
boost::asio::awaitable<void> serve_target_connection(boost::asio::ip::tcp::socket socket);

}  // namespace acrida
