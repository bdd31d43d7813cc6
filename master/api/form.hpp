// Form: the fields of a form or a query string.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// `application/x-www-form-urlencoded`, decoded; a field may be there several times.
class Form final {
 public:
  static constexpr std::size_t kMaxFields = 1000;

  static Result<Form> parse(std::string_view text);

  /// False when there are kMaxFields already.
  bool add(std::string name, std::string value);

  /// The first of this name; nothing when it is missing or empty.
  std::optional<std::string> value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  /// A number; the error names the field and what is allowed.
  Result<std::optional<std::uint64_t>> whole_number(std::string_view name) const;
  Result<std::optional<double>> number(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace acrida
