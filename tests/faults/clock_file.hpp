// ClockFile: sets the wall clock of the processes that shifted_clock is preloaded into.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace acrida::tests {

/// The file exists as long as the processes do.
class ClockFile final {
 public:
  explicit ClockFile(std::filesystem::path path) : path_(std::move(path)) { set(0); }

  /// How much the clock is ahead, from now on.
  void set(std::int64_t seconds) const {
    // In place: the processes have mapped it.
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    if (!file) file.open(path_, std::ios::out | std::ios::binary);
    file.write(reinterpret_cast<const char*>(&seconds), sizeof seconds);
  }
  std::vector<std::string> environment() const {
    return {"LD_PRELOAD=" ACRIDA_SHIFTED_CLOCK, "ACRIDA_CLOCK_FILE=" + path_.string()};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace acrida::tests
