// EnrolmentMessages: how a slave makes its key known to the master.
#include "core/wire/enrolment_messages.hpp"

#include "core/wire/reader.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

namespace {

constexpr std::string_view kRequestType = "acrida_enrol";
constexpr std::string_view kAnswerType = "acrida_enrolled";

/// Reads [type, data, node_id] into a message; `on_field` gets each key of data.
template <class Message, class OnField>
Result<Message> decode(std::string_view frame, std::string_view type, OnField on_field) {
  Message message;
  try {
    Reader in(frame);
    if (in.array(3) != 3) in.fail("is not an array of 3 elements");
    in.set_place("type");
    if (in.text() != type) in.fail("is not " + std::string(type));
    in.set_place("data");
    in.fields([&](std::string_view key) { return on_field(in, key, message); });
    in.set_place("node_id");
    message.node_id = in.text();
    in.set_place("frame");
    if (!in.at_end()) in.fail("has bytes after its end");
  } catch (const DecodeError& error) {
    return Error{error.what()};
  }
  return message;
}

}  // namespace

std::string encode(const EnrolRequest& request) {
  Writer out;
  out.array(3);
  out.text(kRequestType);
  out.map(2);
  out.key("key").text(request.key);
  out.key("name").text(request.name);
  out.text(request.node_id);
  return out.take();
}

std::string encode(const EnrolAnswer& answer) {
  Writer out;
  out.array(3);
  out.text(kAnswerType);
  out.map(1);
  out.key("refusal").text(answer.refusal);
  out.text(answer.node_id);
  return out.take();
}

Result<EnrolRequest> decode_enrol_request(std::string_view frame) {
  return decode<EnrolRequest>(frame, kRequestType,
                              [](Reader& in, std::string_view key, EnrolRequest& request) {
                                if (key == "key") return request.key = in.text(), true;
                                if (key == "name") return request.name = in.text(), true;
                                return false;
                              });
}

Result<EnrolAnswer> decode_enrol_answer(std::string_view frame) {
  return decode<EnrolAnswer>(frame, kAnswerType,
                             [](Reader& in, std::string_view key, EnrolAnswer& answer) {
                               if (key == "refusal") return answer.refusal = in.text(), true;
                               return false;
                             });
}

}  // namespace acrida::wire
