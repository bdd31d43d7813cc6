// pause_unless: a wait within a call of a provider.
#pragma once

#include <chrono>
#include <stop_token>

namespace acrida {

/// False, at once, when the call was cancelled. Any thread.
bool pause_unless(const std::stop_token& stop, std::chrono::milliseconds time);

}  // namespace acrida
