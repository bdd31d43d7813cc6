// SentCounts: what a crowd of simulated slaves has done so far, seen by the process that started it.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <sys/mman.h>

namespace acrida::tests {

struct SentCounts {
  std::atomic<std::uint64_t> acknowledged{0};  // slaves that the master has taken in
  std::atomic<std::uint64_t> reporting{0};     // slaves that report of the run
  std::atomic<std::uint64_t> requests{0};      // in all reports that were sent
  std::atomic<std::uint64_t> reports{0};
  std::atomic<std::uint64_t> refused{0};     // messages that ZeroMQ did not take
  std::atomic<std::uint64_t> late_turns{0};  // of the crowd: more than half a second late
  std::atomic<std::uint64_t> unanswered{0};  // heartbeats without an answer for three seconds
};

/// In memory that processes forked from now on share. It is never given back: a bench ends soon.
inline SentCounts& make_shared_counts() {
  void* const memory =
      mmap(nullptr, sizeof(SentCounts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return *new (memory) SentCounts;
}

}  // namespace acrida::tests
