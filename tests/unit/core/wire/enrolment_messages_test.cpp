// EnrolmentMessages: there and back, and what is none.
#include "core/wire/enrolment_messages.hpp"

#include <gmock/gmock.h>

#include "core/wire/codec.hpp"

namespace acrida::wire {
namespace {

TEST(EnrolmentMessages, ComeBackAsTheyWere) {
  const EnrolRequest request{"host_1", std::string(64, 'a'), "host"};
  EXPECT_EQ(decode_enrol_request(encode(request)).value(), request);
  const EnrolAnswer answer{"host_1", "full"};
  EXPECT_EQ(decode_enrol_answer(encode(answer)).value(), answer);
}

TEST(EnrolmentMessages, AreNoOtherMessage) {
  const std::string frame = encode(EnrolRequest{"host_1", "k", "n"});
  EXPECT_EQ(decode_enrol_answer(frame).error().what, "type is not acrida_enrolled");
  const std::string hello = encode(FromSlave(ClientReady{"", true}), "host_1");
  EXPECT_EQ(decode_enrol_request(hello).error().what, "type is not acrida_enrol");
  EXPECT_EQ(decode_enrol_request(frame + "x").error().what, "frame has bytes after its end");
}

TEST(EnrolmentMessages, SurviveEveryCutAndEveryChangedByte) {
  const std::string frame = encode(EnrolRequest{"host_1", std::string(64, 'a'), "host"});
  for (std::size_t size = 0; size < frame.size(); ++size)
    EXPECT_FALSE(decode_enrol_request(frame.substr(0, size))) << size;
  for (std::size_t at = 0; at < frame.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = frame;
      changed[at] = static_cast<char>(value);
      (void)decode_enrol_request(changed);
      (void)decode_enrol_answer(changed);
    }
  }
}

}  // namespace
}  // namespace acrida::wire
