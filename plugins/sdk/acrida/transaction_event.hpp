// TransactionEvent: the end of a transaction.
#pragma once

#include <chrono>
#include <string_view>

#include <acrida/request_event.hpp>

namespace acrida {

/// The views need only live during the call of Environment::record_transaction().
struct TransactionEvent {
  std::string_view name;
  /// From its beginning to its end, waits included. Not counted when unknown.
  std::chrono::nanoseconds duration{0};
  Outcome outcome = Outcome::success;
  /// Why it failed; empty unless outcome is failure.
  std::string_view error;
};

}  // namespace acrida
