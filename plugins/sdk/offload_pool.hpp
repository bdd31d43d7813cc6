// OffloadPool: the threads of offload().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace acrida {

/// One for the process, never destroyed: its threads may be in calls that do not return. A thread is
/// started when there is work and none is idle. [any]
class OffloadPool final {
 public:
  static OffloadPool& of_process();

  /// False when the queue is full, or no thread can be started at all.
  bool push(std::function<void()> work);
  /// Calls that threads are in now.
  std::size_t running() const;

 private:
  OffloadPool() = default;
  void serve();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
};

}  // namespace acrida
