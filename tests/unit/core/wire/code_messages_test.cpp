// Code messages: round trips, limits, and how they are told from others.
#include "core/wire/code_messages.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/wire/codec.hpp"

namespace acrida::wire {
namespace {

const std::string kHash(64, 'a');
const std::string kOtherHash = std::string(63, '0') + "f";
constexpr std::string_view kNodeId = "host_1";

template <class Message, class Decode>
void expect_round_trip(const Message& message, Decode decode) {
  const std::string frame = encode(message, kNodeId);
  EXPECT_TRUE(is_code_message(frame));
  const auto decoded = decode(frame);
  ASSERT_TRUE(decoded) << decoded.error().what;
  EXPECT_EQ(decoded->message, message);
  EXPECT_EQ(decoded->node_id, kNodeId);
}

TEST(CodeMessages, ComeBackAsTheyWere) {
  for (const ToCodeDesk& message :
       {ToCodeDesk(CodeWanted{}), ToCodeDesk(CodeWanted{kHash}),
        ToCodeDesk(ChunkWanted{kHash, kMaxCodeFileBytes, kMaxChunkBytes})})
    expect_round_trip(message, decode_to_code_desk);
  CodeManifest manifest{.id = kHash, .files = {}};
  manifest.files = {{CodeFile::Role::test, "shop.so", kHash, 50'000'000},
                    {CodeFile::Role::data,
                     "data/gr\xc3\xb6\xc3\x9f"
                     "e.csv",
                     kOtherHash, 0},
                    {CodeFile::Role::library, "libcodec.so.1", kHash, 1}};
  CodeManifest swapped = manifest;
  swapped.replace_per_s = 12.5;
  CodeManifest kept = manifest;
  kept.replace_per_s = 0;
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const FromCodeDesk& message :
       {FromCodeDesk(manifest), FromCodeDesk(swapped), FromCodeDesk(kept),
        FromCodeDesk(CodeManifest{.id = {}, .problem = "no", .files = {}}),
        FromCodeDesk(CodeChunk{kHash, 7, every_byte}),
        FromCodeDesk(CodeChunk{kHash, 7, std::string(kMaxChunkBytes, '\xff')})})
    expect_round_trip(message, decode_from_code_desk);
}

TEST(CodeMessages, ARateThatMakesNoSenseIsNone) {
  for (const double bad : {-1.0, std::nan(""), -std::numeric_limits<double>::infinity()}) {
    CodeManifest manifest{.id = kHash, .files = {}};
    manifest.replace_per_s = bad;
    const auto read = decode_from_code_desk(encode(FromCodeDesk(manifest), kNodeId));
    if (!read) continue;  // refused as a whole
    EXPECT_EQ(std::get<CodeManifest>(read->message).replace_per_s, 0.0) << bad;
  }
  CodeManifest manifest{.id = kHash, .files = {}};
  manifest.replace_per_s = 1e300;
  const auto read = decode_from_code_desk(encode(FromCodeDesk(manifest), kNodeId));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<CodeManifest>(read->message).replace_per_s, kMaxReplacePerS);
}

TEST(CodeMessages, AreNotThoseOfAgentAndPlan) {
  EXPECT_FALSE(is_code_message(""));
  EXPECT_FALSE(is_code_message("\x93"));
  EXPECT_FALSE(is_code_message(std::string("\x93\x00\xc0\xc0", 4)));
  EXPECT_FALSE(is_code_message(encode(FromSlave(ClientReady{"", true}), kNodeId)));
  EXPECT_FALSE(is_code_message(encode(FromSlave(Custom{"acrida_chunks", "\xc0"}), kNodeId)));
}

TEST(CodeMessages, AreRefusedOnTheWrongSide) {
  EXPECT_EQ(decode_from_code_desk(encode(ToCodeDesk(CodeWanted{}), kNodeId)).error().what,
            "acrida_code_wanted: data is not for a slave");
  EXPECT_EQ(decode_to_code_desk(encode(FromCodeDesk(CodeManifest{}), kNodeId)).error().what,
            "acrida_code: data is not for the master");
}

std::string fault_of_request(const std::string& hash, std::uint64_t offset, std::uint64_t count) {
  const auto decoded =
      decode_to_code_desk(encode(ToCodeDesk(ChunkWanted{hash, offset, count}), kNodeId));
  return decoded ? "" : decoded.error().what;
}

TEST(CodeMessages, HaveLimits) {
  EXPECT_EQ(fault_of_request(kHash, 0, kMaxChunkBytes + 1),
            "acrida_chunk_wanted: count is out of range");
  EXPECT_EQ(fault_of_request(kHash, kMaxCodeFileBytes + 1, 1),
            "acrida_chunk_wanted: offset is out of range");
  for (const std::string& hash :
       {std::string("../../etc/passwd"), std::string(64, 'A'), std::string(63, 'a')})
    EXPECT_EQ(fault_of_request(hash, 0, 1), "acrida_chunk_wanted: hash is not a SHA-256 in hex");
  const auto chunk = decode_from_code_desk(
      encode(FromCodeDesk(CodeChunk{kHash, 0, std::string(kMaxChunkBytes + 1, 'x')}), kNodeId));
  EXPECT_EQ(chunk.error().what, "acrida_chunk: bytes is too long");
  CodeManifest manifest{.id = kHash, .files = {}};
  manifest.files.assign(kMaxCodeFiles + 1, {CodeFile::Role::data, "a", kHash, 1});
  EXPECT_EQ(decode_from_code_desk(encode(FromCodeDesk(manifest), kNodeId)).error().what,
            "acrida_code: files has too many elements");
}

TEST(CodeMessages, NameWhatIsMissing) {
  const std::string no_hash =
      "\x93\xb3"
      "acrida_chunk_wanted\x80\xa1n";
  EXPECT_EQ(decode_to_code_desk(no_hash).error().what, "acrida_chunk_wanted: hash is missing");
  const std::string text_for_bytes =
      "\x93\xac"
      "acrida_chunk\x81\xa5"
      "bytes\xa1x\xa1n";
  EXPECT_EQ(decode_from_code_desk(text_for_bytes).error().what,
            "acrida_chunk: bytes is not binary");
}

}  // namespace
}  // namespace acrida::wire
