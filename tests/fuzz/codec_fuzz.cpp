// codec_fuzz: any bytes as a frame; what decodes must come back unchanged from another trip.
// libFuzzer target: clang++ -fsanitize=fuzzer,address,undefined, with core_wire and core_stats.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "core/wire/code_messages.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/enrolment_messages.hpp"

namespace {

using namespace acrida::wire;

/// Encoding a report always writes our exact fields, so a Locust worker's comes back as ours.
void forget_origin(FromSlave& message) {
  if (auto* report = std::get_if<StatsReport>(&message)) report->exact = true;
}

template <class Message>
void forget_origin(Message&) {}

template <class Decode>
void check(std::string_view frame, Decode decode) {
  auto first = decode(frame);
  if (!first) return;
  forget_origin(first->message);
  const auto second = decode(encode(first->message, first->node_id));
  if (!second || !(second->message == first->message) || second->node_id != first->node_id) {
    std::abort();
  }
}

template <class Decode>
void check_enrolment(std::string_view frame, Decode decode) {
  const auto first = decode(frame);
  if (!first) return;
  const auto second = decode(encode(*first));
  if (!second || !(*second == *first)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view frame(reinterpret_cast<const char*>(data), size);
  check(frame, decode_from_slave);
  check(frame, decode_from_master);
  check_enrolment(frame, decode_enrol_request);
  check_enrolment(frame, decode_enrol_answer);
  check(frame, decode_to_code_desk);
  check(frame, decode_from_code_desk);
  is_code_message(frame);
  return 0;
}
