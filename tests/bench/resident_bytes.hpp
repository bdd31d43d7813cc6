// resident_bytes: memory of this process.
#pragma once

#include <cstdint>
#include <fstream>
#include <unistd.h>

namespace acrida::tests {

inline std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t total_pages = 0, resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace acrida::tests
