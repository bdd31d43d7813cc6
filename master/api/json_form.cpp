// JsonForm: the members of a JSON object as the fields of a form.
#include "master/api/json_form.hpp"

#include <cmath>
#include <optional>

#include <boost/json.hpp>

#include "master/report/text_number.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr int kNumberDigits = 9;

/// Nothing when it is no single value.
std::optional<std::string> text_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "";
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    case json::kind::double_:
      return std::isfinite(value.get_double()) ? text_number(value.get_double(), kNumberDigits)
                                               : "inf";
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::array:
    case json::kind::object:
      break;
  }
  return std::nullopt;
}

}  // namespace

Result<Form> form_of(const json::object& object) {
  Form form;
  for (const auto& [name, value] : object) {
    if (value.is_object()) continue;
    const std::string field(name);
    if (const auto single = text_of(value)) {
      if (!form.add(field, *single)) return Error{"the request has too many fields"};
      continue;
    }
    for (const json::value& element : value.get_array()) {
      const auto text = text_of(element);
      if (!text) return Error{field + ": must be a list of texts"};
      if (!form.add(field, *text)) return Error{"the request has too many fields"};
    }
  }
  return form;
}

Result<json::object> parse_json_body(std::string_view body) {
  if (body.empty()) return json::object();
  if (body.size() > kMaxJsonBytes) return Error{"the request is too long"};
  json::error_code error;
  json::value value = json::parse(json::string_view(body.data(), body.size()), error);
  if (error) return Error{"the request is not JSON: " + error.message()};
  if (!value.is_object()) return Error{"the request is no JSON object"};
  return std::move(value.get_object());
}

}  // namespace acrida
