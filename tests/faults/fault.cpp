// Fault: names.
#include "tests/faults/fault.hpp"

#include <cstdio>

namespace acrida::tests {

std::optional<FaultKind> fault_named(std::string_view name) {
  for (std::size_t i = 0; i < kFaultNames.size(); ++i)
    if (kFaultNames[i] == name) return static_cast<FaultKind>(i);
  return std::nullopt;
}

std::string describe(const Fault& fault) {
  const auto seconds = [](std::chrono::milliseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
    return std::string(text);
  };
  std::string text = seconds(fault.at) + ": " + std::string(name_of(fault.kind));
  if (fault.strength != 0) text += " " + std::to_string(fault.strength);
  if (!fault.befalls_master()) text += " of slave " + std::to_string(fault.slave);
  if (fault.duration.count() > 0) text += " for " + seconds(fault.duration);
  return text;
}

}  // namespace acrida::tests
