// ArgumentValues: the fields of a form that are arguments of the test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <acrida/argument_spec.hpp>

#include "core/base/result.hpp"
#include "master/api/form.hpp"

namespace acrida {

/// By field name ("page_size"; "page-size" is accepted too). A field that is missing or empty is
/// left out; several values come as one list or as repeated fields; a flag is "true", "false" or
/// what a browser sends of a checked box. The error names the field, and no secret.
Result<std::map<std::string, std::string>> argument_values(
    const Form& form, const std::vector<ArgumentSpec>& arguments);

}  // namespace acrida
