// resolve: the IP addresses of a host.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include <acrida/task.hpp>

namespace acrida {

/// At least one, in the order of the system's preference. An IP address is given back at once, a
/// name is looked up with getaddrinfo(3) on another thread, so that a stop need not wait for it.
/// Throws NetworkError. [shard]
task<std::vector<boost::asio::ip::address>> resolve(std::string host);

}  // namespace acrida
