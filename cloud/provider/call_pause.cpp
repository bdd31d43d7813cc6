// pause_unless: a wait within a call of a provider.
#include "cloud/provider/call_pause.hpp"

#include <condition_variable>
#include <mutex>

namespace acrida {

bool pause_unless(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace acrida
