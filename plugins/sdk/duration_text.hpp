// duration_text: a time limit in a message.
#pragma once

#include <chrono>
#include <string>

namespace acrida {

/// "5 s" or "250 ms".
inline std::string duration_text(std::chrono::nanoseconds duration) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

}  // namespace acrida
