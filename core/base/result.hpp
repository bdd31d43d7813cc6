// Result<T>: a value, or an Error that says what happened, where and what to do.
#pragma once

#include <cassert>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace acrida {

/// An error of the tool itself (never a failed request of the system under test, which is data).
/// `what` is one line: what happened, where, what to do.
struct Error {
  std::string what;
};

/// The part of std::expected (C++23) that is used here. boost::system::result<std::string, Error>
/// cannot be made from a string, as Error can be made from one too.
template <class T>
class Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return content_.index() == 0; }
  bool has_error() const { return !has_value(); }
  explicit operator bool() const { return has_value(); }

  /// Throws std::runtime_error when there is none.
  T& value() & { return check(), std::get<0>(content_); }
  const T& value() const& { return check(), std::get<0>(content_); }
  T&& value() && { return check(), std::get<0>(std::move(content_)); }

  /// Only when there is one.
  T& operator*() { return *pointer(); }
  const T& operator*() const { return *const_cast<Result*>(this)->pointer(); }
  T* operator->() { return pointer(); }
  const T* operator->() const { return const_cast<Result*>(this)->pointer(); }
  const Error& error() const { return std::get<1>(content_); }

 private:
  void check() const {
    if (has_error()) throw std::runtime_error(error().what);
  }
  T* pointer() {
    assert(has_value());
    return std::get_if<0>(&content_);
  }

  std::variant<T, Error> content_;
};

/// Success without a value: `return {};`
template <>
class Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  bool has_value() const { return !failed_; }
  bool has_error() const { return failed_; }
  explicit operator bool() const { return !failed_; }
  void value() const {
    if (failed_) throw std::runtime_error(error_.what);
  }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace acrida
