// CorePin: the calling thread, and what it starts, on one core.
#pragma once

#include <sched.h>
#include <unistd.h>

namespace acrida::tests {

/// Generators share one core, servers another: then what one of them costs does not depend on where the
/// scheduler happens to put the other. On a machine with one core they share that.
inline constexpr int kGeneratorCore = 0;
inline int server_core() {
  return sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 1 : 0;
}

inline void pin_thread(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

/// Threads and processes that the calling thread starts inherit the core. For as long as the object lives.
class CorePin {
 public:
  explicit CorePin(int core) {
    sched_getaffinity(0, sizeof before_, &before_);
    pin_thread(core);
  }
  ~CorePin() { sched_setaffinity(0, sizeof before_, &before_); }
  CorePin(const CorePin&) = delete;
  CorePin& operator=(const CorePin&) = delete;

 private:
  cpu_set_t before_{};
};

}  // namespace acrida::tests
