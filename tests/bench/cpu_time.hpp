// cpu_time: user and system time, for benches.
#pragma once

#include <sys/resource.h>

namespace acrida::tests {

/// In microseconds: RUSAGE_SELF, or RUSAGE_CHILDREN of those that have been waited for.
inline double cpu_time_us(int of_whom = RUSAGE_SELF) {
  rusage usage{};
  getrusage(of_whom, &usage);
  const auto us = [](const timeval& t) {
    return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace acrida::tests
