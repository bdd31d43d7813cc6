// MemoryLimit: RLIMIT_DATA and the new-handler.
#include "slave/runner/memory_limit.hpp"

#include <cstdio>
#include <fstream>
#include <new>
#include <string>
#include <sys/resource.h>

#include "slave/runner/crash_handler.hpp"

namespace acrida {
namespace {

char exhausted[96];

/// What RLIMIT_DATA counts: private writable memory.
std::uint64_t data_bytes() {
  std::ifstream file("/proc/self/status");
  std::string key;
  std::uint64_t kib = 0;
  while (file >> key) {
    if (key == "VmData:" && file >> kib) return kib * 1024;
  }
  return 0;
}

void on_exhausted() {
  CrashHandler::end(exhausted);
}

}  // namespace

void limit_memory(std::uint64_t bytes) {
  if (bytes == 0 || !CrashHandler::is_supported()) return;
  constexpr double kGiB = 1u << 30;
  std::snprintf(exhausted, sizeof exhausted,
                "the memory limit of %.1f GiB is exhausted (--runner-memory)",
                static_cast<double>(bytes) / kGiB);
  const rlim_t limit = data_bytes() + bytes;
  rlimit both{limit, limit};
  if (setrlimit(RLIMIT_DATA, &both) == 0) std::set_new_handler(on_exhausted);
}

}  // namespace acrida
