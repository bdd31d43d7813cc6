// TargetServer: HTTP/1.1 on Asio, with Beast's parser.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace acrida {

struct TargetOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  int threads = 1;
};

/// Listens from its construction on, which throws std::runtime_error when the address is not free.
/// One thread accepts and deals the connections out to all; each connection stays on one thread.
///
///   TargetServer server({.port = 0});
///   std::puts(server.url().c_str());
///   server.run_until_signal();
class TargetServer final {
 public:
  explicit TargetServer(const TargetOptions& options);
  ~TargetServer();
  TargetServer(const TargetServer&) = delete;
  TargetServer& operator=(const TargetServer&) = delete;

  /// "http://127.0.0.1:8080", with the real port.
  std::string url() const;
  /// Serves on the calling thread and the others until SIGINT, SIGTERM or stop().
  void run_until_signal();
  /// Ends all connections. [any]
  void stop();

 private:
  struct Worker;
  std::vector<std::unique_ptr<Worker>> workers_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace acrida
