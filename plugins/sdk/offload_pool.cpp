// OffloadPool: a queue and detached threads.
#include "offload_pool.hpp"

#include <system_error>
#include <thread>
#include <utility>

#include <acrida/offload.hpp>

namespace acrida {

OffloadPool& OffloadPool::of_process() {
  static auto* const pool = new OffloadPool;
  return *pool;
}

bool OffloadPool::push(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() == kOffloadQueue) return false;
  queue_.push_back(std::move(work));
  if (queue_.size() > idle_ && threads_ < kOffloadThreads) {
    try {
      std::thread([this] { serve(); }).detach();
      ++threads_;
    } catch (const std::system_error&) {  // the machine has no more threads: those there are do it
      if (threads_ == 0) {
        queue_.pop_back();
        return false;
      }
    }
  }
  changed_.notify_one();
  return true;
}

std::size_t OffloadPool::running() const {
  const std::lock_guard lock(mutex_);
  return threads_ - idle_;
}

void OffloadPool::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return !queue_.empty(); });
    --idle_;
    {
      const std::function<void()> work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
    }
    lock.lock();
  }
}

}  // namespace acrida
