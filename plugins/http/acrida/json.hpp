// json: a JSON value that can be written in place, also inside a co_await.
#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

namespace acrida {

/// `json{{"user", id()}, {"item", 7}}` is the object {"user":…,"item":7}. Anything larger or nested
/// in other ways is built with Boost.JSON, which converts to it. (Boost.JSON's own braces are an
/// array behind the scenes, and g++ 12 does not compile an array in a co_await.)
class json {
 public:
  /// One member of an object: {"key", value}.
  class Field {
   public:
    template <class Value>
    Field(std::string_view key, Value&& value)
        : key_(key), value_(boost::json::value_from(std::forward<Value>(value))) {}
    Field(std::string_view key, json value);

   private:
    friend class json;
    std::string_view key_;
    boost::json::value value_;
  };
  using F = const Field&;

  json() : value_(boost::json::object()) {}
  /// Implicit from Boost.JSON's types; a template so that braces do not match it.
  template <class Value>
  requires std::convertible_to<Value, boost::json::value> &&
      (!std::derived_from<std::remove_cvref_t<Value>, json>)json(Value&& value)
      : value_(std::forward<Value>(value)) {}
  json(F a);
  json(F a, F b);
  json(F a, F b, F c);
  json(F a, F b, F c, F d);
  json(F a, F b, F c, F d, F e);
  json(F a, F b, F c, F d, F e, F f);

  const boost::json::value& value() const { return value_; }

 private:
  json& add(F field);
  boost::json::value value_;
};

}  // namespace acrida
