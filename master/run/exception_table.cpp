// ExceptionTable: uncaught exceptions of user code, grouped; bounded.
#include "master/run/exception_table.hpp"

#include <algorithm>

namespace acrida {

void ExceptionTable::add(const wire::ExceptionReport& report, const std::string& node) {
  ExceptionGroup& found = group(report.message, report.traceback);
  found.count += report.count;
  if (found.nodes.size() < kMaxNodes) found.nodes.insert(node);
}

std::uint64_t ExceptionTable::total() const {
  std::uint64_t sum = 0;
  for (const ExceptionGroup& group : groups_) sum += group.count;
  return sum;
}

ExceptionGroup& ExceptionTable::group(std::string_view message, std::string_view traceback) {
  const auto same = [&](const ExceptionGroup& g) {
    return g.message == message && g.traceback == traceback;
  };
  const auto found = std::find_if(groups_.begin(), groups_.end(), same);
  if (found != groups_.end()) return *found;
  if (groups_.size() >= kMaxGroups) {
    if (groups_.size() > kMaxGroups) return groups_.back();
    message = kFurther;
    traceback = {};
  }
  ExceptionGroup fresh;
  fresh.message = message;
  fresh.traceback = traceback;
  groups_.push_back(std::move(fresh));
  return groups_.back();
}

}  // namespace acrida
