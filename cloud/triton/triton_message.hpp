// TritonMessage: what CloudAPI says of machines and images, and its errors.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_machine.hpp"

namespace acrida {

struct TritonMachine {
  CloudMachine machine;
  std::string image;
  std::string package;
  std::string created;  // ISO 8601
  double memory_mib = 0;
};

struct TritonImage {
  std::string id;
  std::string name;
  std::string version;
  std::string state;  // "active", "creating", "failed", ...
  std::string published_at;
  std::string owner;    // UUID of an account
  std::string problem;  // why it failed, if it did
  CloudTags tags;
};

// These throw what is an std::exception when the value is something else.
std::string triton_id(const boost::json::value& value);  // of a machine, an image, an account
TritonMachine triton_machine(const boost::json::value& value);
TritonImage triton_image(const boost::json::value& value);
CloudTags triton_tags(const boost::json::value& value);

/// `is_read`: the call changes nothing.
CloudError triton_error(const HttpAnswer& answer, const std::string& step, bool is_read);
CloudError senseless_triton(const std::string& step, const std::string& what);

/// What `read` makes of an answer's value.
template <class T, class Read>
CloudResult<T> read_triton(const CloudResult<boost::json::value>& answer, const std::string& step,
                           Read read) {
  if (const auto* error = std::get_if<CloudError>(&answer)) return *error;
  try {
    return T(read(std::get<boost::json::value>(answer)));
  } catch (const std::exception& error) {
    return senseless_triton(step, error.what());
  }
}

/// CloudAPI's ids are UUIDs; nothing else goes into a path.
bool is_triton_id(const std::string& id);

}  // namespace acrida
