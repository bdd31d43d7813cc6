// ErrorTable: failures grouped by method, name and message; bounded.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/stats/stats_delta.hpp"

namespace acrida {

/// Groups beyond kMaxErrorGroups are counted under kFurtherErrors of an empty name, so that the
/// sum of occurrences stays exact however many different messages a target produces. One owner.
class ErrorTable {
 public:
  static constexpr std::size_t kMaxErrorGroups = 500;
  static constexpr std::size_t kMaxMessageBytes = 1024;  // longer messages are cut
  static constexpr std::string_view kFurtherErrors = "(further errors)";

  void add(std::string_view method, std::string_view name, std::string_view message, WallTime at,
           std::uint64_t occurrences = 1);
  void merge(const ErrorDelta& delta);
  /// In order of first occurrence.
  const std::vector<ErrorDelta>& groups() const { return groups_; }
  std::vector<ErrorDelta> take();
  void clear();

 private:
  ErrorDelta& group(std::string_view method, std::string_view name, std::string_view message);

  std::vector<ErrorDelta> groups_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> by_hash_;  // hash -> indexes
};

}  // namespace acrida
