// EnrolmentMessages: how a slave makes its key known to the master.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida::wire {

/// `acrida_enrol`: the only message that a master takes from a peer with an enrolment key.
struct EnrolRequest {
  std::string node_id;
  std::string key;   // the slave's own public key, 64 hexadecimal digits
  std::string name;  // of its machine, for people
  bool operator==(const EnrolRequest&) const = default;
};

/// `acrida_enrolled`: the answer.
struct EnrolAnswer {
  std::string node_id;
  std::string refusal;  // empty: the key is known from now on
  bool operator==(const EnrolAnswer&) const = default;
};

/// Frames as every message's: [type, data, node_id].
std::string encode(const EnrolRequest& request);
std::string encode(const EnrolAnswer& answer);

/// Never throw and never read past the frame. The error is a phrase: "type is not acrida_enrol".
Result<EnrolRequest> decode_enrol_request(std::string_view frame);
Result<EnrolAnswer> decode_enrol_answer(std::string_view frame);

}  // namespace acrida::wire
