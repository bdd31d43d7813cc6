// The codec: the two sets of messages and their types.
#include "core/wire/codec.hpp"

#include "core/wire/frame.hpp"
#include "core/wire/master_messages.hpp"
#include "core/wire/slave_messages.hpp"

namespace acrida::wire {

namespace {

template <class Variant>
std::string_view type_name_in(const Variant& message) {
  return std::visit([](const auto& which) { return type_name_of(which); }, message);
}

}  // namespace

std::string encode(const FromSlave& message, std::string_view node_id) {
  return encode_frame(message, node_id);
}

std::string encode(const FromMaster& message, std::string_view node_id) {
  return encode_frame(message, node_id);
}

Result<Envelope<FromSlave>> decode_from_slave(std::string_view frame) {
  return decode_frame<FromSlave>(frame, read_slave_message);
}

Result<Envelope<FromMaster>> decode_from_master(std::string_view frame) {
  return decode_frame<FromMaster>(frame, read_master_message);
}

std::string_view type_name(const FromSlave& message) {
  return type_name_in(message);
}

std::string_view type_name(const FromMaster& message) {
  return type_name_in(message);
}

}  // namespace acrida::wire
