// UserExceptionTable: uncaught exceptions of user code, grouped and bounded.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <vector>

#include "slave/shard/shard_report.hpp"

namespace acrida {

/// One owner: a shard's thread. More than kMaxGroups different ones between two reports are counted
/// in one group "(further exceptions)".
class UserExceptionTable {
 public:
  static constexpr std::size_t kMaxGroups = 100;

  void add(const std::exception_ptr& exception, std::string traceback);
  std::vector<UserException> take();

 private:
  std::vector<UserException> groups_;
};

/// "std::runtime_error: what it says".
std::string describe(const std::exception_ptr& exception);

}  // namespace acrida
