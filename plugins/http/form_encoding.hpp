// Form encoding: fields of a query or of a form's body.
#pragma once

#include <span>
#include <string>

#include <acrida/http_request.hpp>

namespace acrida {

/// "name=value&other=a%20b". [any]
std::string encode_form(std::span<const HttpField> fields);

}  // namespace acrida
