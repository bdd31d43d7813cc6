// Argument: a value of a test that is chosen when it is started.
#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <acrida/argument_base.hpp>
#include <acrida/registered.hpp>

namespace acrida {

struct ArgumentOptions {
  std::vector<std::string> choices{};  // of a text, or of each of several
  /// A password, a key: never shown or logged. Give it by environment, by configuration file, or as
  /// `--api-key @FILE`, as everyone on the machine sees command lines.
  bool secret = false;
  /// The test does not start without it; the default is not used.
  bool required = false;
};

/// An object at namespace scope; `acrida run TEST --help` lists it under its name, which is also a
/// line of a configuration file, an environment variable (ACRIDA_PAGE_SIZE) and a field of the web
/// form. T is std::string, bool, a whole number, double or std::vector<std::string>.
/// Constant while users run: [any]. Before that, and in constructors of user classes when no test
/// runs, it has its default. Load shapes and the master's hooks have it from their run's start on:
/// in the shape's constructor and in test_start, not in init.
///
///   static acrida::Argument<int> page_size{"page-size", 20, "Items per page"};
///   static acrida::Argument<std::string> region{"region", "eu", "Region", {.choices = {"eu", "us"}}};
///   ... co_await client.get("/items?n=" + std::to_string(*page_size));
template <class T>
class Argument final : public ArgumentBase {
  static constexpr bool kIsFlag = std::is_same_v<T, bool>;
  static constexpr bool kIsWhole = std::is_integral_v<T> && !kIsFlag;
  static constexpr bool kIsReal = std::is_floating_point_v<T>;
  static constexpr bool kIsSeveral = std::is_same_v<T, std::vector<std::string>>;
  static_assert(kIsFlag || kIsWhole || kIsReal || kIsSeveral || std::is_same_v<T, std::string>,
                "an argument is a text, a number, a flag or a vector of texts");

 public:
  // Hidden: it must be the plugin's own, as `registered` is. [load-time]
  [[gnu::visibility("hidden")]] Argument(std::string name, T otherwise, std::string help,
                                         ArgumentOptions options = {})
      : ArgumentBase(spec_of(std::move(name), otherwise, std::move(help), std::move(options)),
                     detail::registered.arguments),
        default_(std::move(otherwise)),
        value_(default_) {
    detail::registered.arguments = this;
  }

  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  void reset() override { value_ = default_; }

 private:
  static ArgumentSpec spec_of(std::string name, const T& otherwise, std::string help,
                              ArgumentOptions options) {
    ArgumentSpec spec;
    spec.name = std::move(name);
    spec.help = std::move(help);
    spec.choices = std::move(options.choices);
    spec.secret = options.secret;
    spec.required = options.required;
    if constexpr (kIsFlag) spec.kind = ArgumentKind::flag;
    if constexpr (kIsReal) spec.kind = ArgumentKind::real_number;
    if constexpr (kIsSeveral) spec.kind = ArgumentKind::several;
    if constexpr (kIsWhole) {
      spec.kind = ArgumentKind::whole_number;
      constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
      if constexpr (sizeof(T) < sizeof(std::int64_t) || std::is_unsigned_v<T>)
        spec.lowest = static_cast<std::int64_t>(std::numeric_limits<T>::min());
      spec.highest = std::in_range<std::int64_t>(std::numeric_limits<T>::max())
                         ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                         : kMost;
    }
    if (!options.secret) spec.default_text = text_of(otherwise);
    return spec;
  }

  static std::string text_of(const T& value) {
    if constexpr (kIsFlag) {
      return value ? "true" : "false";
    } else if constexpr (kIsWhole || kIsReal) {
      char text[32];
      const auto end = std::to_chars(text, text + sizeof text, value).ptr;
      return std::string(text, end);
    } else if constexpr (kIsSeveral) {
      return join_list(value);
    } else {
      return value;
    }
  }

  void assign(std::string_view text) override {
    if constexpr (kIsFlag) {
      value_ = text == "true";
    } else if constexpr (kIsWhole || kIsReal) {
      std::from_chars(text.data(), text.data() + text.size(), value_);
    } else if constexpr (kIsSeveral) {
      value_ = split_list(text);
    } else {
      value_ = text;
    }
  }

  T default_;
  T value_;
};

}  // namespace acrida
