// SchemaExample: values that fit a JSON schema of an OpenAPI description.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

namespace acrida {

/// Of one description, which outlives this object.
class SchemaExample {
 public:
  explicit SchemaExample(const boost::json::value& description) : root_(description) {}

  /// What a `$ref` of "#/..." leads to, or the value itself; null when it leads nowhere or in a
  /// circle.
  const boost::json::value& resolve(const boost::json::value& value) const;

  /// A value for something that has `example`, `examples` or a `schema` (a parameter, a media
  /// type), null when nothing says what it looks like.
  boost::json::value of(const boost::json::value& described) const;

 private:
  /// How far an invented value has grown: a schema may contain itself, many times.
  struct Extent {
    int depth;
    int* values;
    Extent deeper() const { return {depth + 1, values}; }
  };
  boost::json::value of_schema(const boost::json::value& schema, Extent extent) const;
  boost::json::value of_object(const boost::json::value& schema, Extent extent) const;

  const boost::json::value& root_;
};

}  // namespace acrida
