// FaultyLink: TAP devices and a loop over both.
#include "tests/faults/faulty_link.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <unistd.h>

namespace acrida::tests {
namespace {

constexpr std::size_t kMaxWaiting = 1'000;  // frames in each direction
constexpr std::size_t kMaxFrameBytes = 2'048;
constexpr std::chrono::seconds kIdle{1};

int open_tap(const std::string& name) {
  const int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) throw std::runtime_error("cannot open /dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request) != 0) {
    close(fd);
    throw std::runtime_error("cannot make the device " + name);
  }
  return fd;
}

/// A thread of its own goes there, as the namespace is a thread's.
int open_tap_in(const std::string& name, const std::string& namespace_path) {
  int fd = -1;
  std::thread([&] {
    const int there = open(namespace_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (there < 0) return;
    try {
      if (setns(there, CLONE_NEWNET) == 0) fd = open_tap(name);
    } catch (const std::runtime_error&) {
      fd = -1;
    }
    close(there);
  }).join();
  if (fd < 0) throw std::runtime_error("cannot make " + name + " in " + namespace_path);
  return fd;
}

}  // namespace

FaultyLink::FaultyLink(const std::string& here, const std::string& there,
                       const std::string& namespace_path, std::uint64_t seed)
    : random_(seed) {
  const int near = open_tap(here);
  const int far = open_tap_in(there, namespace_path);
  std::array<int, 2> stop{};
  if (pipe2(stop.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  stop_reading_ = stop[0];
  stop_writing_ = stop[1];
  out_.from = back_.to = near;
  out_.to = back_.from = far;
  thread_ = std::thread([this] { carry(); });
}

FaultyLink::~FaultyLink() {
  close(stop_writing_);
  thread_.join();
  close(stop_reading_);
  close(out_.from);
  close(out_.to);
}

void FaultyLink::heal() {
  conditions_.is_cut = false;
  conditions_.loss_percent = 0;
  conditions_.delay_ms = 0;
  conditions_.kilobytes_per_s = 0;
}

void FaultyLink::carry() {
  while (true) {
    const auto wait = std::max(next_due() - Clock::now(), Clock::duration::zero());
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(wait).count();
    const timespec timeout{ns / 1'000'000'000, ns % 1'000'000'000};
    std::array<pollfd, 3> ready{
        {{out_.from, POLLIN, 0}, {back_.from, POLLIN, 0}, {stop_reading_, POLLIN, 0}}};
    ppoll(ready.data(), ready.size(), &timeout, nullptr);
    if (ready[2].revents != 0) return;
    if (ready[0].revents != 0) take(out_);
    if (ready[1].revents != 0) take(back_);
    deliver(out_);
    deliver(back_);
  }
}

FaultyLink::Clock::time_point FaultyLink::next_due() const {
  auto due = Clock::now() + kIdle;
  for (const Direction* direction : {&out_, &back_})
    if (!direction->waiting.empty()) due = std::min(due, direction->waiting.front().due);
  return due;
}

void FaultyLink::take(Direction& direction) {
  std::array<char, kMaxFrameBytes> block{};
  for (ssize_t size = 0; (size = read(direction.from, block.data(), block.size())) > 0;) {
    const bool lost = static_cast<int>(random_() % 100) < conditions_.loss_percent;
    if (conditions_.is_cut || lost || direction.waiting.size() >= kMaxWaiting) continue;
    const auto now = Clock::now();
    auto due = now + std::chrono::milliseconds(conditions_.delay_ms);
    if (const int limit = conditions_.kilobytes_per_s; limit > 0) {
      const std::chrono::microseconds takes(size * 1'000 / limit);
      direction.free_at = std::max(direction.free_at, now) + takes;
      due = std::max(due, direction.free_at);
    }
    // Frames stay in their order also when the delay has just fallen.
    if (!direction.waiting.empty()) due = std::max(due, direction.waiting.back().due);
    direction.waiting.push_back({due, {block.begin(), block.begin() + size}});
  }
}

void FaultyLink::deliver(Direction& direction) {
  if (conditions_.is_cut) direction.waiting.clear();
  while (!direction.waiting.empty() && direction.waiting.front().due <= Clock::now()) {
    const std::vector<char>& frame = direction.waiting.front().frame;
    // A device that is down takes nothing: the frame is lost.
    static_cast<void>(!write(direction.to, frame.data(), frame.size()));
    direction.waiting.pop_front();
  }
}

}  // namespace acrida::tests
