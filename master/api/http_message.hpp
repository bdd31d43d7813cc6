// HttpMessage: the requests and responses of the API, and their bounds.
#pragma once

#include <chrono>
#include <cstddef>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace acrida {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

inline constexpr std::size_t kMaxHeaderBytes = 8u << 10;
inline constexpr std::size_t kMaxBodyBytes = 1u << 20;
inline constexpr std::size_t kMaxConnections = 256;
/// For one request or one response; a command may take longer.
inline constexpr std::chrono::seconds kHttpTimeout{30};

}  // namespace acrida
