// FaultyLink: a cable between two network namespaces that loses, delays and limits.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace acrida::tests {

/// What the cable does at present; all may be set while it carries.
struct LinkConditions {
  std::atomic<bool> is_cut{false};
  std::atomic<int> loss_percent{0};
  std::atomic<int> delay_ms{0};
  std::atomic<int> kilobytes_per_s{0};  // 0: no limit
};

/// Two TAP devices that a thread joins, as the kernel here has no netem. What is lost is drawn from the seed.
/// Frames that wait are bounded in number, as in a switch: further ones are lost.
class FaultyLink final {
 public:
  /// Makes device `here` in the namespace of the calling thread and device `there` in that of the path. Throws
  /// std::runtime_error. The devices vanish with the link.
  FaultyLink(const std::string& here, const std::string& there, const std::string& namespace_path,
             std::uint64_t seed);
  ~FaultyLink();
  FaultyLink(const FaultyLink&) = delete;
  FaultyLink& operator=(const FaultyLink&) = delete;

  LinkConditions& conditions() { return conditions_; }
  void heal();

 private:
  using Clock = std::chrono::steady_clock;

  struct Waiting {
    Clock::time_point due;
    std::vector<char> frame;
  };
  struct Direction {
    int from = -1;
    int to = -1;
    std::deque<Waiting> waiting;
    Clock::time_point free_at{};  // when the last frame has been sent, under a limit
  };

  void carry();
  void take(Direction& direction);
  void deliver(Direction& direction);
  Clock::time_point next_due() const;

  LinkConditions conditions_;
  std::mt19937_64 random_;
  Direction out_;
  Direction back_;
  int stop_reading_ = -1;
  int stop_writing_ = -1;
  std::thread thread_;
};

}  // namespace acrida::tests
