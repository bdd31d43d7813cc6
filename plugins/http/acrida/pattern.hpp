// Pattern: a regular expression, compiled once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace acrida {

/// Perl's syntax. Boost.Regex behind it: the standard's overflows the stack on bodies of 100 KB.
/// Compiling takes microseconds, so keep it: static, or a member of the class. Any number of users
/// and threads may use one at once. Throws std::invalid_argument when the expression is wrong.
///
///   static const Pattern kToken{"name=\"token\" value=\"([^\"]+)\""};
///   const std::string token = reply.find(kToken);
class Pattern {
 public:
  Pattern(std::string_view expression);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// The first match in `text`: its first group, or all of it without groups. [any]
  std::optional<std::string> find(std::string_view text) const;
  const std::string& expression() const { return expression_; }

 private:
  struct Compiled;
  std::string expression_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace acrida
