// Rivals: what a request costs other load generators.
#pragma once

#include <cstdint>
#include <string>

namespace acrida::tests {

/// CPU time in microseconds per GET of `url`, over keep-alive connections, of a program on the cores of the
/// calling thread. Throws std::runtime_error when it fails.
double wrk_us(const std::string& url, int connections);
double h2load_us(const std::string& url, int connections, std::uint64_t requests);
/// HTTP/2, one request at a time on each connection.
double h2load_http2_us(const std::string& url, int connections, std::uint64_t requests);
double hey_us(const std::string& url, int connections, std::uint64_t requests);
double ab_us(const std::string& url, int connections, std::uint64_t requests);
/// Locust's FastHttpUser in one process, without its start: what a longer run takes more than a short one.
double locust_us(const std::string& host, const std::string& path, int users);

}  // namespace acrida::tests
