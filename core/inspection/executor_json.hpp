// ExecutorJson: the executor of a class in the output of `acrida inspect`.
#pragma once

#include <boost/json/object.hpp>

#include <acrida/executor.hpp>

namespace acrida {

boost::json::object executor_json(const ExecutorSpec& executor);
/// Throws what Boost.JSON does when it is not such an object.
ExecutorSpec executor_from(const boost::json::object& object);

}  // namespace acrida
