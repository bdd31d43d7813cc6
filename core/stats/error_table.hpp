// ErrorTable: failures grouped by method, name and message; bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/stats/hash_index.hpp"
#include "core/stats/stats_delta.hpp"

namespace acrida {

/// Groups beyond kMaxErrorGroups are counted under kFurtherErrors of an empty method and name, so
/// that the sum of occurrences stays exact however many different messages a target produces. All
/// texts become valid UTF-8. Counting a known error does not allocate. One owner.
class ErrorTable {
 public:
  static constexpr std::size_t kMaxErrorGroups = 500;
  static constexpr std::size_t kMaxMessageBytes = 1024;  // longer texts are cut
  static constexpr std::string_view kFurtherErrors = "(further errors)";

  void add(std::string_view method, std::string_view name, std::string_view message, WallTime at,
           std::uint64_t occurrences = 1);
  /// A time of zero is not known (older Locust workers send none) and does not count.
  void merge(const ErrorDelta& delta);
  /// In order of first occurrence.
  const std::vector<ErrorDelta>& groups() const { return groups_; }
  std::vector<ErrorDelta> take();
  void clear();

 private:
  ErrorDelta& group(std::string_view method, std::string_view name, std::string_view message);
  ErrorDelta& find_or_insert(std::string_view method, std::string_view name,
                             std::string_view message);

  std::vector<ErrorDelta> groups_;
  HashIndex index_;
  std::string method_scratch_;
  std::string name_scratch_;
  std::string message_scratch_;
};

}  // namespace acrida
