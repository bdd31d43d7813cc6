// ReportTap: stands between a slave and its master and measures how old its reports are.
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace acrida::tests {

/// Listens in a network namespace, takes one connection and passes all bytes on to the master. In
/// what the slave sends it looks for the time at which a report was taken, in what comes back for
/// the answers to heartbeats. Both processes have the same clock. A thread of its own.
class ReportTap final {
 public:
  struct Figures {
    std::uint64_t reports = 0;
    double oldest_report_s = 0;   // when it arrived
    double longest_gap_s = 0;     // between two of them
    double slowest_answer_s = 0;  // of the master to a heartbeat
  };

  ReportTap(std::string net_namespace, std::string address, std::uint16_t port,
            std::uint16_t master_port)
      : thread_([=, this] { run(net_namespace, address, port, master_port); }) {
    while (!listening_) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ~ReportTap() { stop(); }

  /// The figures until now; the connection ends.
  Figures stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
    return figures_;
  }

 private:
  static double wall_s() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  }

  static sockaddr_in place(const std::string& address, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &place.sin_addr);
    return place;
  }

  void run(const std::string& net_namespace, const std::string& address, std::uint16_t port,
           std::uint16_t master_port) {
    const int fd = ::open(("/run/netns/" + net_namespace).c_str(), O_RDONLY | O_CLOEXEC);
    if (::setns(fd, CLONE_NEWNET) != 0) throw std::runtime_error("setns: needs root");
    ::close(fd);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in here = place(address, port);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0)
      throw std::runtime_error("the tap cannot listen");
    ::listen(listener, 1);
    listening_ = true;
    const int slave = ::accept(listener, nullptr, nullptr);
    const int master = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in there = place(address, master_port);
    if (::connect(master, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0)
      relay(slave, master);
    for (const int one : {slave, master, listener}) ::close(one);
  }

  void relay(int slave, int master) {
    std::string up;  // the end of what was looked at, in which a key may begin
    std::string down;
    pollfd ends[2] = {{slave, POLLIN, 0}, {master, POLLIN, 0}};
    while (!stopped_) {
      if (::poll(ends, 2, 100) <= 0) continue;
      if (ends[0].revents != 0 && !pass(slave, master, up)) return;
      if (ends[1].revents != 0 && !pass(master, slave, down)) return;
      look_up(up);
      look_down(down);
    }
  }

  static bool pass(int from, int to, std::string& seen) {
    char block[65'536];
    const ssize_t count = ::recv(from, block, sizeof block, 0);
    if (count <= 0) return false;
    seen.append(block, static_cast<std::size_t>(count));
    for (ssize_t sent = 0; sent < count;) {
      const ssize_t more =
          ::send(to, block + sent, static_cast<std::size_t>(count - sent), MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += more;
    }
    return true;
  }

  void look_up(std::string& seen) {
    constexpr std::string_view kTakenAt = "\xa8taken_at\xcb";
    constexpr std::string_view kHeartbeat = "\xa9heartbeat";
    const double now = wall_s();
    if (!asked_at_ && seen.find(kHeartbeat) != std::string::npos) asked_at_ = now;
    std::size_t at = 0;
    while ((at = seen.find(kTakenAt, at)) != std::string::npos) {
      at += kTakenAt.size();
      if (seen.size() < at + sizeof(double)) break;
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < sizeof bits; ++i)
        bits = bits << 8 | static_cast<unsigned char>(seen[at + i]);
      ++figures_.reports;
      figures_.oldest_report_s =
          std::max(figures_.oldest_report_s, now - std::bit_cast<double>(bits));
      if (last_report_at_)
        figures_.longest_gap_s = std::max(figures_.longest_gap_s, now - *last_report_at_);
      last_report_at_ = now;
    }
    keep_end(seen, kTakenAt.size() + sizeof(double) - 1);
  }

  void look_down(std::string& seen) {
    constexpr std::string_view kHeartbeat = "\xa9heartbeat";
    if (asked_at_ && seen.find(kHeartbeat) != std::string::npos) {
      figures_.slowest_answer_s = std::max(figures_.slowest_answer_s, wall_s() - *asked_at_);
      asked_at_.reset();
    }
    keep_end(seen, kHeartbeat.size() - 1);
  }

  static void keep_end(std::string& seen, std::size_t bytes) {
    if (seen.size() > bytes) seen.erase(0, seen.size() - bytes);
  }

  Figures figures_;
  std::optional<double> last_report_at_;
  std::optional<double> asked_at_;
  std::atomic<bool> listening_ = false;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace acrida::tests
