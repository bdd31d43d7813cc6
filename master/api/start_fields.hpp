// StartFields: the fields of a request as a StartCommand.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <acrida/argument_spec.hpp>

#include "master/api/form.hpp"
#include "master/run/run_command.hpp"

namespace acrida {

struct FieldError {
  std::string field;
  std::string what;  // one line that names the field; no secret
};

/// Names that Locust has and we do not.
struct StartNames {
  std::string_view users = "users";
  std::string_view shape = "shape";
};

/// What is missing or empty is left open. `arguments` has those of the test, by their field names;
/// it may be the same form. The run checks what the values mean.
std::variant<StartCommand, FieldError> start_command(const Form& fields, const Form& arguments,
                                                     const StartNames& names,
                                                     const std::vector<ArgumentSpec>& specs);

/// "options.page_size" → "arguments.page_size": a member of StartCommand as /api/v1 names it.
std::string v1_field_of(std::string_view member);

}  // namespace acrida
