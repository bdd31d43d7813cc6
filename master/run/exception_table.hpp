// ExceptionTable: uncaught exceptions of user code, grouped; bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/message.hpp"

namespace acrida {

struct ExceptionGroup {
  std::uint64_t count = 0;
  std::string message;
  std::string traceback;
  std::set<std::string> nodes;  // at most ExceptionTable::kMaxNodes
};

/// Groups equal (message, traceback). Beyond kMaxGroups everything counts in one further group, so
/// that the sum stays exact. One owner.
class ExceptionTable {
 public:
  static constexpr std::size_t kMaxGroups = 500;
  static constexpr std::size_t kMaxNodes = 100;
  static constexpr std::string_view kFurther = "(further exceptions)";

  void add(const wire::ExceptionReport& report, const std::string& node);
  void clear() { groups_.clear(); }
  /// In order of first occurrence.
  const std::vector<ExceptionGroup>& groups() const { return groups_; }
  std::uint64_t total() const;

 private:
  ExceptionGroup& group(std::string_view message, std::string_view traceback);

  std::vector<ExceptionGroup> groups_;
};

}  // namespace acrida
