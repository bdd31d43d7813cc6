// V1Start: the body of /api/v1/run/start as a StartCommand.
#include "master/api/v1_start.hpp"

#include <boost/json.hpp>

#include "master/api/json_form.hpp"

namespace acrida {

std::variant<StartCommand, FieldError> v1_start(std::string_view body,
                                                const std::vector<ArgumentSpec>& specs) {
  const auto object = parse_json_body(body);
  if (!object) return FieldError{"", object.error().what};
  const auto fields = form_of(object.value());
  if (!fields) return FieldError{"", fields.error().what};
  const boost::json::value* arguments = object.value().if_contains("arguments");
  const bool has_any = arguments != nullptr && !arguments->is_null();
  if (has_any && !arguments->is_object())
    return FieldError{"arguments", "arguments: must be an object"};
  const auto values = has_any ? form_of(arguments->get_object()) : Form();
  if (!values) return FieldError{"arguments", values.error().what};
  return start_command(fields.value(), values.value(), StartNames(), specs);
}

}  // namespace acrida
