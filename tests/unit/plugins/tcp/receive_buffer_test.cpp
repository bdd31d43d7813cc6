// ReceiveBuffer: taking, searching, growing and shrinking.
#include "receive_buffer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace acrida {
namespace {

void add(ReceiveBuffer& buffer, std::string_view text) {
  while (!text.empty()) {
    const std::span<char> space = buffer.space(1);
    ASSERT_FALSE(space.empty());
    const std::size_t bytes = text.copy(space.data(), space.size());
    buffer.commit(bytes);
    text.remove_prefix(bytes);
  }
}

TEST(ReceiveBuffers, GiveBackWhatCameInOrder) {
  ReceiveBuffer buffer;
  EXPECT_EQ(buffer.unread(), "");
  add(buffer, "one two ");
  EXPECT_EQ(buffer.take(4), "one ");
  add(buffer, "three");
  EXPECT_EQ(buffer.unread(), "two three");
  EXPECT_EQ(buffer.take(100), "two three");
  EXPECT_EQ(buffer.unread(), "");
}

TEST(ReceiveBuffers, FindADelimiterThatComesInParts) {
  ReceiveBuffer buffer;
  std::size_t searched = 0;
  EXPECT_FALSE(buffer.find_end_of("\r\n", searched));
  add(buffer, "line\r");
  EXPECT_FALSE(buffer.find_end_of("\r\n", searched));
  EXPECT_EQ(searched, 4U) << "the \\r is looked at again";
  add(buffer, "\nnext");
  EXPECT_EQ(buffer.find_end_of("\r\n", searched), 6U);
}

TEST(ReceiveBuffers, KeepLittleMemoryAfterALargeMessage) {
  ReceiveBuffer buffer;
  const std::string large(1'000'000, 'x');
  EXPECT_GE(buffer.space(large.size()).size(), large.size());
  add(buffer, large);
  EXPECT_EQ(buffer.take(large.size()), large);
  EXPECT_EQ(buffer.space(1).size(), ReceiveBuffer::kFirstBytes);
}

TEST(ReceiveBuffers, ReuseTheirMemoryForMessageAfterMessage) {
  ReceiveBuffer buffer;
  const char* const first = buffer.space(1).data();
  for (int i = 0; i < 10'000; ++i) {
    add(buffer, "a message that is not complete, and");
    EXPECT_EQ(buffer.take(26).size(), 26U);
    if (i % 7 == 0) buffer.take(1000);
  }
  buffer.take(1'000'000);
  EXPECT_EQ(buffer.space(1).data(), first);
}

// As a line grows in small parts, each byte is moved a few times only.
TEST(ReceiveBuffers, GrowByDoubling) {
  ReceiveBuffer buffer;
  std::size_t blocks = 0;
  const char* last = nullptr;
  for (int i = 0; i < 10'000; ++i) {
    add(buffer, std::string(100, 'x'));
    if (buffer.unread().data() != last) ++blocks;
    last = buffer.unread().data();
  }
  EXPECT_LE(blocks, 10U);
}

}  // namespace
}  // namespace acrida
