// FakeDesk: a master that sends one file as its test, whatever that is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <zmq.hpp>

namespace acrida::tests {

/// A ROUTER socket of the test's own thread, on a free port of the loopback address.
///
///   FakeDesk desk("other.so", content);
///   Process slave({acrida, "slave", "--master-port", std::to_string(desk.port())});
///   EXPECT_TRUE(desk.serve_until([&] { return slave.err() != ""; }));
class FakeDesk final {
 public:
  FakeDesk(std::string name, std::string content);

  std::uint16_t port() const { return port_; }
  /// Answers what slaves ask until `done`; false when that takes more than 30 s.
  bool serve_until(const std::function<bool()>& done);
  /// Whether anything came that is not about code.
  bool was_greeted() const { return was_greeted_; }

 private:
  void answer(const std::string& slave, std::string_view frame);

  std::string name_;
  std::string content_;
  std::string hash_;
  zmq::context_t context_;
  zmq::socket_t socket_;
  std::uint16_t port_ = 0;
  bool was_greeted_ = false;
};

}  // namespace acrida::tests
