// Content decoder: zlib and Brotli.
#include "content_decoder.hpp"

#include <algorithm>
#include <brotli/decode.h>
#include <memory>
#include <strings.h>
#include <vector>
#include <zlib.h>

namespace acrida {
namespace {

constexpr std::size_t kStepBytes = 32u << 10;
constexpr const char* kBroken = "broken compressed data";
constexpr const char* kTooLarge = "the decoded body is too large";

/// `window_bits`: 15 for zlib's format, -15 for raw deflate, 31 for gzip.
std::string inflate_body(std::string_view coded, int window_bits, std::uint64_t max_bytes,
                         std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return "no memory to decode a body";
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> ends(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  out.clear();
  while (true) {
    const std::size_t had = out.size();
    out.resize(had + kStepBytes);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + had);
    stream.avail_out = static_cast<uInt>(kStepBytes);
    const int result = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (out.size() > max_bytes) return kTooLarge;
    if (result == Z_STREAM_END) {
      // Further members of a gzip file are more of the body.
      if (window_bits != 31 || stream.avail_in == 0) return "";
      if (inflateReset(&stream) != Z_OK) return kBroken;
    } else if (result != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) {
      return kBroken;
    }
  }
}

std::string decode_brotli(std::string_view coded, std::uint64_t max_bytes, std::string& out) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!state) return "no memory to decode a body";
  std::size_t left = coded.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(coded.data());
  out.clear();
  while (true) {
    const std::size_t had = out.size();
    out.resize(had + kStepBytes);
    auto* place = reinterpret_cast<std::uint8_t*>(out.data() + had);
    std::size_t room = kStepBytes;
    const auto result =
        BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &place, nullptr);
    out.resize(out.size() - room);
    if (out.size() > max_bytes) return kTooLarge;
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return left == 0 ? "" : kBroken;
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return kBroken;
  }
}

bool is_named(std::string_view text, std::string_view name) {
  return text.size() == name.size() && ::strncasecmp(text.data(), name.data(), name.size()) == 0;
}

std::string decode_one(std::string_view coded, std::string_view encoding, std::uint64_t max_bytes,
                       std::string& out) {
  if (is_named(encoding, "gzip") || is_named(encoding, "x-gzip"))
    return inflate_body(coded, 31, max_bytes, out);
  if (is_named(encoding, "br")) return decode_brotli(coded, max_bytes, out);
  if (!is_named(encoding, "deflate"))
    return "the content coding " + std::string(encoding.substr(0, 40)) + " is not known";
  // Zlib's format after RFC 9110; some servers send the raw one.
  if (inflate_body(coded, 15, max_bytes, out).empty()) return "";
  return inflate_body(coded, -15, max_bytes, out);
}

}  // namespace

std::string decode_content(std::string& body, std::string_view encodings, std::uint64_t max_bytes) {
  constexpr std::size_t kMostCodings = 4;
  std::vector<std::string_view> codings;  // in the order that they were applied
  while (!encodings.empty()) {
    const std::size_t comma = std::min(encodings.find(','), encodings.size());
    std::string_view one = encodings.substr(0, comma);
    encodings.remove_prefix(std::min(comma + 1, encodings.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (!one.empty() && !is_named(one, "identity")) codings.push_back(one);
    if (codings.size() > kMostCodings) return "more than four content codings";
  }
  for (; !codings.empty(); codings.pop_back()) {
    std::string decoded;
    if (std::string fault = decode_one(body, codings.back(), max_bytes, decoded); !fault.empty())
      return fault;
    body = std::move(decoded);
  }
  return "";
}

}  // namespace acrida
