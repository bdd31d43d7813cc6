// UserExceptionTable: grouping by text.
#include "slave/shard/user_exception_table.hpp"

#include <utility>

#include <boost/core/demangle.hpp>

namespace acrida {

std::string describe(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return boost::core::demangle(typeid(error).name()) + ": " + error.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

void UserExceptionTable::add(const std::exception_ptr& exception, std::string traceback) {
  std::string message = describe(exception);
  const auto count_in_group = [&] {
    for (UserException& group : groups_)
      if (group.message == message && group.traceback == traceback) return ++group.count, true;
    return false;
  };
  if (count_in_group()) return;
  if (groups_.size() + 1 >= kMaxGroups) {
    message = "(further exceptions)";
    traceback.clear();
    if (count_in_group()) return;
  }
  groups_.push_back({std::move(message), std::move(traceback), 1});
}

std::vector<UserException> UserExceptionTable::take() {
  return std::exchange(groups_, {});
}

}  // namespace acrida
