// SchemaExample: examples, defaults, enumerations, then types.
#include "core/authoring/schema_example.hpp"

#include <boost/json.hpp>

namespace acrida {
namespace {

namespace json = boost::json;

constexpr int kMaxReferences = 20;
constexpr int kMaxDepth = 6;     // of an invented value
constexpr int kMaxValues = 500;  // in an invented value

const json::value kNull;

const json::value& member(const json::value& value, std::string_view key) {
  const json::value* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
  return found ? *found : kNull;
}

std::string_view text_of(const json::value& value) {
  return value.is_string() ? std::string_view(value.as_string()) : std::string_view();
}

json::value of_string(const json::value& schema) {
  const std::string_view format = text_of(member(schema, "format"));
  if (format == "uuid") return "123e4567-e89b-12d3-a456-426614174000";
  if (format == "date") return "2026-01-31";
  if (format == "date-time") return "2026-01-31T12:00:00Z";
  if (format == "email") return "user@example.com";
  if (format == "uri") return "http://example.com/";
  if (format == "byte") return "dGV4dA==";
  json::string text("text");
  const json::value& least = member(schema, "minLength");
  if (least.is_int64() && least.as_int64() > 4 && least.as_int64() <= 1000)
    text.resize(static_cast<std::size_t>(least.as_int64()), 'x');
  return text;
}

}  // namespace

const json::value& SchemaExample::resolve(const json::value& value) const {
  const json::value* at = &value;
  for (int steps = 0; steps < kMaxReferences; ++steps) {
    const std::string_view reference = text_of(member(*at, "$ref"));
    if (reference.empty()) return *at;
    if (!reference.starts_with("#/")) return kNull;
    json::error_code error;
    const json::value* next =
        root_.find_pointer(json::string_view(reference.data() + 1, reference.size() - 1), error);
    if (!next) return kNull;
    at = next;
  }
  return kNull;
}

json::value SchemaExample::of(const json::value& described) const {
  int values = 0;
  if (const json::value& example = member(described, "example"); !example.is_null()) return example;
  const json::value& examples = member(described, "examples");
  if (examples.is_object() && !examples.as_object().empty()) {
    const json::value& value = member(resolve(examples.as_object().begin()->value()), "value");
    if (!value.is_null()) return value;
  }
  return of_schema(member(described, "schema"), {0, &values});
}

json::value SchemaExample::of_schema(const json::value& reference, Extent extent) const {
  const json::value& schema = resolve(reference);
  if (++*extent.values > kMaxValues || extent.depth > kMaxDepth || !schema.is_object())
    return nullptr;
  for (const char* key : {"example", "default", "const"})
    if (const json::value& value = member(schema, key); !value.is_null()) return value;
  for (const char* key : {"examples", "enum"}) {
    const json::value& values = member(schema, key);
    if (values.is_array() && !values.as_array().empty()) return values.as_array().front();
  }
  for (const char* key : {"oneOf", "anyOf"}) {
    const json::value& choices = member(schema, key);
    if (choices.is_array() && !choices.as_array().empty())
      return of_schema(choices.as_array().front(), extent.deeper());
  }
  const json::value& types = member(schema, "type");  // 3.1: it may be a list
  const std::string_view type = types.is_array() && !types.as_array().empty()
                                    ? text_of(types.as_array().front())
                                    : text_of(types);
  if (type == "array") {
    json::array items;
    items.push_back(of_schema(member(schema, "items"), extent.deeper()));
    return items;
  }
  if (type == "integer" || type == "number") {
    const json::value& minimum = member(schema, "minimum");
    return minimum.is_number() ? minimum : json::value(1);
  }
  if (type == "boolean") return true;
  if (type == "string") return of_string(schema);
  if (type == "object" || member(schema, "properties").is_object() ||
      member(schema, "allOf").is_array())
    return of_object(schema, extent);
  return nullptr;
}

json::value SchemaExample::of_object(const json::value& schema, Extent extent) const {
  json::object out;
  const json::value& parts = member(schema, "allOf");
  if (parts.is_array())
    for (const json::value& part : parts.as_array()) {
      const json::value value = of_schema(part, extent.deeper());
      if (value.is_object())
        for (const auto& found : value.as_object()) out[found.key()] = found.value();
    }
  const json::value& properties = member(schema, "properties");
  if (properties.is_object())
    for (const auto& property : properties.as_object()) {
      const json::value& described = resolve(property.value());
      if (member(described, "readOnly") == json::value(true)) continue;
      if (*extent.values > kMaxValues) break;
      out[property.key()] = of_schema(described, extent.deeper());
    }
  return out;
}

}  // namespace acrida
