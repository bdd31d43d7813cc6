// json_answer: reads what a provider's API answers in JSON, whatever it really is.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "cloud/http/http_call.hpp"

namespace acrida {

// Parts of an object: "", 0, false and an empty object when they are missing or of another type.
std::string text_in(const boost::json::object& object, std::string_view key);
std::int64_t number_in(const boost::json::object& object, std::string_view key);
bool is_true_in(const boost::json::object& object, std::string_view key);
const boost::json::object& object_in(const boost::json::object& object, std::string_view key);

/// The object that a body is; empty when it is none.
boost::json::object object_of(const std::string& body);

/// Of a foreign text: control characters are spaces, 300 bytes at most.
std::string one_line(std::string text);

/// What `read` makes of a body's value; an internal fault when that throws. `what` says what was
/// expected: "none of LXD's".
template <class T, class Read>
CloudResult<T> read_json(const std::string& body, const std::string& step, const char* what,
                         Read read) {
  try {
    return read(boost::json::parse(body));
  } catch (const std::exception& error) {
    return CloudError{CloudFault::internal, step,
                      std::string("the answer is ") + what + ": " + one_line(error.what()),
                      "is it the address of such a server?"};
  }
}

/// What `read` makes of an answer, when there is one.
template <class T, class Read>
CloudResult<T> read_answer(CloudResult<HttpAnswer> answer, Read read) {
  if (auto* error = std::get_if<CloudError>(&answer)) return std::move(*error);
  return read(std::get<HttpAnswer>(answer));
}

}  // namespace acrida
