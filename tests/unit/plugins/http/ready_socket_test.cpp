// ReadySocket: on one end of a pair of sockets, the test writes to the other.
#include "ready_socket.hpp"

#include <array>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
namespace asio = boost::asio;

class ReadySocketTest : public testing::Test {
 protected:
  ReadySocketTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    socket.assign(asio::local::stream_protocol(), ends[0]);
    peer = ends[1];
  }
  ~ReadySocketTest() override { close(peer); }

  /// Runs the loop until nothing more happens by itself.
  void settle() {
    loop.restart();
    loop.poll();
  }
  /// Begins a wait; what it says comes into `said`.
  void wait() {
    asio::co_spawn(loop, wait_once(), asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    settle();
  }
  task<> wait_once() {
    const bool is_ready = co_await socket.ready_to_read();
    said.push_back(is_ready);
  }
  /// As its user must, until nothing is left.
  void read_all() {
    char bytes[64];
    while (recv(socket.native_handle(), bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
  }
  /// The first wait may end at once, as nobody knows what came before.
  void become_quiet() {
    wait();
    if (said.empty()) {
      send("x");
      settle();
    }
    read_all();
    said.clear();
  }
  void send(const char* text) { EXPECT_EQ(::send(peer, text, 1, 0), 1); }

  asio::io_context loop{1};
  ReadySocket socket{loop};
  int peer = -1;
  asio::cancellation_signal cancel;
  std::vector<bool> said;
};

TEST_F(ReadySocketTest, WaitsUntilSomethingComes) {
  become_quiet();
  wait();
  EXPECT_THAT(said, IsEmpty());
  send("a");
  settle();
  EXPECT_THAT(said, ElementsAre(true));
}

TEST_F(ReadySocketTest, KnowsWhatCameWhileNobodyWaited) {
  become_quiet();
  send("a");
  settle();
  wait();
  EXPECT_THAT(said, ElementsAre(true));
}

TEST_F(ReadySocketTest, SaysThatThePeerHasClosed) {
  become_quiet();
  wait();
  shutdown(peer, SHUT_RDWR);
  settle();
  EXPECT_THAT(said, ElementsAre(true));
}

TEST_F(ReadySocketTest, EndsAWaitWhenItIsClosed) {
  become_quiet();
  wait();
  socket.close();
  settle();
  EXPECT_THAT(said, ElementsAre(false));
}

TEST_F(ReadySocketTest, EndsAWaitThatIsCutOff) {
  become_quiet();
  wait();
  cancel.emit(asio::cancellation_type::terminal);
  settle();
  EXPECT_THAT(said, ElementsAre(false));
}

TEST_F(ReadySocketTest, SurvivesTheEndOfTheLoop) {
  asio::io_context short_lived{1};
  std::array<int, 2> ends{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  asio::co_spawn(
      short_lived,
      [](asio::io_context& its_loop, int fd) -> task<> {
        ReadySocket own(its_loop);
        own.assign(asio::local::stream_protocol(), fd);
        co_await own.ready_to_read();
        co_await own.ready_to_read();
      }(short_lived, ends[0]),
      asio::detached);
  short_lived.poll();
  close(ends[1]);
}

}  // namespace
}  // namespace acrida::tests
