// ArgumentBase: an argument of a test, as the host sees it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <acrida/argument_spec.hpp>

namespace acrida {

/// Static in the plugin, which is never unloaded. Set by the host before the first user, read by
/// all of them, so it needs no lock.
class ArgumentBase {
 public:
  ArgumentBase(const ArgumentBase&) = delete;
  ArgumentBase& operator=(const ArgumentBase&) = delete;

  const ArgumentSpec& spec() const { return spec_; }
  /// The one that was declared before.
  ArgumentBase* next() const { return next_; }
  /// What is wrong with the text, which is then not taken; empty when nothing is. [load-time]
  std::string set(std::string_view text);
  /// Back to the default. [load-time]
  virtual void reset() = 0;

 protected:
  ArgumentBase(ArgumentSpec spec, ArgumentBase* next) : spec_(std::move(spec)), next_(next) {}
  ~ArgumentBase() = default;
  /// `text` has been checked.
  virtual void assign(std::string_view text) = 0;

 private:
  ArgumentSpec spec_;
  ArgumentBase* next_;
};

/// Sets those of a plugin's arguments that `values` names, with dashes or underscores, and the
/// others to their defaults; a name that is no argument is passed over. Returns one line that names the first bad value, or "". [load-time]
std::string set_arguments(ArgumentBase* arguments,
                          const std::map<std::string, std::string>& values);

}  // namespace acrida
