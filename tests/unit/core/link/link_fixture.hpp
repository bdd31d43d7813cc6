// LinkFixture: a loop, a router on a free port and what both ends received.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "core/link/dealer_socket.hpp"
#include "core/link/router_socket.hpp"

namespace acrida::link {

class LinkFixture : public ::testing::Test {
 protected:
  using Message = std::pair<std::string, std::string>;  // identity, payload

  LinkFixture() { router = bind(0); }

  std::unique_ptr<RouterSocket> bind(std::uint16_t port, SocketOptions options = {}) {
    auto bound = RouterSocket::bind(io.get_executor(), "127.0.0.1", port,
                                    {[this](const Peer& peer, std::string_view payload) {
                                       at_router.emplace_back(peer.identity, payload);
                                       if (on_router_message) on_router_message();
                                     },
                                     [this](const Peer& peer, std::string_view why) {
                                       garbage.emplace_back(peer.identity, why);
                                     }},
                                    {}, options);
    EXPECT_TRUE(bound) << bound.error().what;
    return std::move(*bound);
  }

  std::unique_ptr<DealerSocket> connect(const std::string& identity) {
    return connect_to(router->port(), identity);
  }

  std::unique_ptr<DealerSocket> connect_to(std::uint16_t port, const std::string& identity,
                                           SocketOptions options = {}) {
    auto connected =
        DealerSocket::connect(io.get_executor(), "127.0.0.1", port, identity,
                              {[this](std::string_view payload) {
                                 at_dealer.emplace_back(payload);
                                 if (on_dealer_message) on_dealer_message();
                               },
                               [this](std::string_view why) { garbage.emplace_back("", why); }},
                              {}, options);
    EXPECT_TRUE(connected) << connected.error().what;
    return std::move(*connected);
  }

  /// Runs the loop until `done`, or fails after ten seconds.
  testing::AssertionResult run_until(const std::function<bool()>& done) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) {
        return testing::AssertionFailure() << "nothing came in ten seconds";
      }
      io.restart();
      io.run_for(5ms);
    }
    return testing::AssertionSuccess();
  }

  boost::asio::io_context io;
  std::vector<Message> at_router;
  std::vector<std::string> at_dealer;
  std::vector<Message> garbage;
  std::function<void()> on_router_message;
  std::function<void()> on_dealer_message;
  std::unique_ptr<RouterSocket> router;
};

}  // namespace acrida::link
