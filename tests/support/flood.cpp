// Flood: a hostile peer that sends as fast as it is told to, on a thread of its own.
#include "tests/support/flood.hpp"

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <zmq.hpp>

#include "core/link/endpoint.hpp"
#include "tests/support/curve_socket.hpp"
#include "tests/support/recording_proxy.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

namespace {

/// A context and a socket that end together.
struct Dealer {
  Dealer() { socket.set(zmq::sockopt::linger, 0); }
  zmq::context_t context;
  zmq::socket_t socket{context, zmq::socket_type::dealer};
};

}  // namespace

Flood::Flood(double per_second, std::function<void()> send)
    : thread_([this, per_second, send = std::move(send)] {
        const auto start = std::chrono::steady_clock::now();
        while (!ends_) {
          const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
          const auto due = static_cast<std::uint64_t>(passed.count() * per_second);
          for (; sent_ < due && !ends_; ++sent_) send();
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      }) {}

Flood::~Flood() {
  ends_ = true;
  thread_.join();
}

std::function<void()> garbage_sender(std::uint16_t port, std::optional<link::CurveClient> curve,
                                     std::atomic<std::uint64_t>& queued) {
  const auto dealer = std::make_shared<Dealer>();  // shared by copies of the function
  if (curve) use_keys(dealer->socket, *curve);
  dealer->socket.connect(link::endpoint_of("127.0.0.1", port));
  return [dealer, &queued] {
    static const std::string garbage = "\x93\xa5stats garbage";
    if (dealer->socket.send(zmq::buffer(garbage), zmq::send_flags::dontwait)) ++queued;
  };
}

std::function<void()> stray_connections(std::uint16_t port) {
  return [port] {
    const int fd = connect_to(port);
    static const std::string garbage(4096, '\x7f');
    ::send(fd, garbage.data(), garbage.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    const linger at_once{1, 0};  // leaves no port in TIME_WAIT
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(fd);
  };
}

std::function<void()> handshakes(std::uint16_t port, link::CurveClient curve) {
  const auto context = std::make_shared<zmq::context_t>();
  return [context, port, curve = std::move(curve), calls = 0]() mutable {
    const std::string address = "inproc://events-" + std::to_string(++calls);
    zmq::socket_t socket(*context, zmq::socket_type::dealer);
    socket.set(zmq::sockopt::linger, 0);
    use_keys(socket, curve);
    zmq_socket_monitor(socket.handle(), address.c_str(),
                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                           ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    zmq::socket_t events(*context, zmq::socket_type::pair);
    events.set(zmq::sockopt::rcvtimeo, 1000);
    events.set(zmq::sockopt::linger, 0);
    events.connect(address);
    socket.connect(link::endpoint_of("127.0.0.1", port));
    zmq::message_t event;
    (void)events.recv(event);
    zmq_socket_monitor(socket.handle(), nullptr, 0);
  };
}

std::uint64_t cpu_ns_of(int pid) {
  const std::string text = read_file("/proc/" + std::to_string(pid) + "/stat");
  // The name of the program, in brackets, may contain anything.
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  constexpr int kBeforeUserTime = 11;
  for (int i = 0; i < kBeforeUserTime; ++i) fields >> skipped;
  std::uint64_t user = 0;
  std::uint64_t kernel = 0;
  fields >> user >> kernel;
  return (user + kernel) * 1'000'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
}

}  // namespace acrida::tests
