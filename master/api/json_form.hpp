// JsonForm: the members of a JSON object as the fields of a form.
#pragma once

#include <boost/json/fwd.hpp>

#include "core/base/result.hpp"
#include "master/api/form.hpp"

namespace acrida {

/// Of /api/v1; longer bodies are refused.
inline constexpr std::size_t kMaxJsonBytes = 64u << 10;

/// Numbers and booleans as their text, a list as several values, null and empty texts as nothing.
/// Objects are left out: who expects one asks for it. Error: a list has something else in it.
Result<Form> form_of(const boost::json::object& object);

/// The body of a request: an object, or nothing, which is an empty one. The error is one line.
Result<boost::json::object> parse_json_body(std::string_view body);

}  // namespace acrida
