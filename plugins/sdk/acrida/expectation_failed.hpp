// ExpectationFailed: an expectation that no request can be blamed for.
#pragma once

#include <stdexcept>

namespace acrida {

/// Thrown by User::expect() when the user has no request that is still to be counted; reported as
/// any exception of a task is.
class ExpectationFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace acrida
