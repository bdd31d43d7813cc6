// TestThreshold: what every run of the test must keep to.
#pragma once

#include <acrida/registered.hpp>

namespace acrida {

/// An object at namespace scope. The text is that of the master's option --threshold, which adds
/// further ones: a limit for the whole fleet, judged by the master each second. `text` outlives the
/// object; one that makes no sense is an error when a run is started.
///
///   static acrida::TestThreshold fast{"p95(/item)<200ms for 30s"};
///   static acrida::TestThreshold sound{"failures<0.1% abort"};
class TestThreshold final {
 public:
  // Hidden: it must be the plugin's own, as `registered` is. [load-time]
  [[gnu::visibility("hidden")]] explicit TestThreshold(const char* text)
      : entry_{text, detail::registered.thresholds} {
    detail::registered.thresholds = &entry_;
  }
  TestThreshold(const TestThreshold&) = delete;
  TestThreshold& operator=(const TestThreshold&) = delete;

 private:
  ThresholdEntry entry_;
};

}  // namespace acrida
