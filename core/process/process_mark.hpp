// ProcessMark: a process as it is told from a later one with the same number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace acrida {

/// Taken from /proc. Numbers are used again; the moment of the start and the boot are not. [any]
struct ProcessMark {
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;  // since the boot
  std::string boot;               // the kernel's boot id

  /// Nothing when there is no such process, or only its zombie.
  static std::optional<ProcessMark> of(pid_t pid);
  /// Of this user's processes the one that has this word after that one in its command line.
  static std::optional<ProcessMark> find(const std::string& option, const std::string& value);

  bool lives() const;
  /// Reaches this process or none; false when there is none, or it is not ours to signal.
  bool signal(int number) const;
  bool operator==(const ProcessMark&) const = default;
};

}  // namespace acrida
