// ArgumentJson: an argument of a test in the output of `acrida inspect`.
#pragma once

#include <boost/json/object.hpp>

#include <acrida/argument_spec.hpp>

namespace acrida {

boost::json::object argument_json(const ArgumentSpec& argument);
/// Throws what Boost.JSON does when it is not such an object.
ArgumentSpec argument_from(const boost::json::object& object);

}  // namespace acrida
