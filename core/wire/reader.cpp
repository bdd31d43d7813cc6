// Reader: a bounded cursor over one msgpack frame.
#include "core/wire/reader.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/wire/codec.hpp"
#include "core/wire/utf8.hpp"

namespace acrida::wire {

namespace {

// The format's type bytes: https://github.com/msgpack/msgpack/blob/master/spec.md
constexpr unsigned char kNil = 0xc0, kNeverUsed = 0xc1, kFalse = 0xc2, kTrue = 0xc3;
constexpr unsigned char kBin8 = 0xc4, kExt8 = 0xc7, kFloat32 = 0xca, kFloat64 = 0xcb;
constexpr unsigned char kUint8 = 0xcc, kUint64 = 0xcf, kInt8 = 0xd0, kInt64 = 0xd3;
constexpr unsigned char kFixExt1 = 0xd4, kFixExt16 = 0xd8, kStr8 = 0xd9, kStr32 = 0xdb;
constexpr unsigned char kArray16 = 0xdc, kMap16 = 0xde;

bool is_fixstr(unsigned char tag) {
  return (tag & 0xe0) == 0xa0;
}
bool is_fixarray(unsigned char tag) {
  return (tag & 0xf0) == 0x90;
}
bool is_fixmap(unsigned char tag) {
  return (tag & 0xf0) == 0x80;
}
bool is_fixint(unsigned char tag) {
  return tag <= 0x7f || tag >= 0xe0;
}
bool is_text(unsigned char tag) {
  return is_fixstr(tag) || (tag >= kStr8 && tag <= kStr32);
}

/// Bytes of a value whose size its type byte tells; 0 for the others.
constexpr std::array<std::uint8_t, 256> kWholeSize = [] {
  std::array<std::uint8_t, 256> size{};
  for (unsigned tag = 0; tag < 256; ++tag) {
    if (tag <= 0x7f || tag >= 0xe0 || tag == kNil || tag == kFalse || tag == kTrue) size[tag] = 1;
    if (tag >= 0xa0 && tag <= 0xbf) size[tag] = static_cast<std::uint8_t>(1 + (tag & 0x1f));
    if (tag >= kUint8 && tag <= kUint64)
      size[tag] = static_cast<std::uint8_t>(1 + (1 << (tag - kUint8)));
    if (tag >= kInt8 && tag <= kInt64)
      size[tag] = static_cast<std::uint8_t>(1 + (1 << (tag - kInt8)));
    if (tag >= kFixExt1 && tag <= kFixExt16)
      size[tag] = static_cast<std::uint8_t>(2 + (1 << (tag - kFixExt1)));
  }
  size[kFloat32] = 5;
  size[kFloat64] = 9;
  return size;
}();

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

void Reader::fail(std::string_view why) const {
  constexpr std::size_t kMaxPlaceBytes = 64;
  std::string what(place_.size() <= kMaxPlaceBytes && is_printable(place_) ? place_ : "a field");
  throw DecodeError(what.append(" ").append(why));
}

unsigned char Reader::take_byte() {
  if (at_end()) fail("is cut off");
  return *next_++;
}

std::string_view Reader::bytes(std::size_t length) {
  if (left() < length) fail("is cut off");
  const std::string_view result(reinterpret_cast<const char*>(next_), length);
  next_ += length;
  return result;
}

std::uint64_t Reader::big_endian(unsigned length) {
  std::uint64_t value = 0;
  for (const char c : bytes(length)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::uint32_t Reader::elements(unsigned char fix, unsigned char tag16, std::string_view what) {
  const unsigned char tag = take_byte();
  if ((tag & 0xf0) == fix) return tag & 0x0f;
  if (tag == tag16) return static_cast<std::uint32_t>(big_endian(2));
  if (tag == tag16 + 1) return static_cast<std::uint32_t>(big_endian(4));
  fail(what);
}

std::uint32_t Reader::array(std::size_t max_elements) {
  const std::uint32_t count = elements(0x90, kArray16, "is not an array");
  if (count > max_elements) fail("has too many elements");
  if (count > left()) fail("is cut off");
  return count;
}

std::uint32_t Reader::map(std::size_t max_pairs) {
  const std::uint32_t count = elements(0x80, kMap16, "is not a map");
  if (count > max_pairs) fail("has too many elements");
  if (count > left() / 2) fail("is cut off");
  return count;
}

std::string_view Reader::key() {
  if (!next_is_text()) {
    place_ = "a field";
    skip();
    return {};
  }
  if (is_fixstr(*next_)) {
    const std::size_t length = *next_++ & 0x1f;
    place_ = bytes(length);
  } else {
    const unsigned char tag = take_byte();
    place_ = bytes(big_endian(1u << (tag - kStr8)));
  }
  return place_;
}

bool Reader::take_nil() {
  if (at_end() || *next_ != kNil) return false;
  ++next_;
  return true;
}

bool Reader::next_is_number() const {
  return !at_end() && (is_fixint(*next_) || (*next_ >= kFloat32 && *next_ <= kInt64));
}

bool Reader::next_is_map() const {
  return !at_end() && (is_fixmap(*next_) || *next_ == kMap16 || *next_ == kMap16 + 1);
}

bool Reader::next_is_array() const {
  return !at_end() && (is_fixarray(*next_) || *next_ == kArray16 || *next_ == kArray16 + 1);
}

bool Reader::next_is_text() const {
  return !at_end() && is_text(*next_);
}

bool Reader::next_is_bool() const {
  return !at_end() && (*next_ == kFalse || *next_ == kTrue);
}

std::string_view Reader::text() {
  const unsigned char tag = take_byte();
  if (!is_text(tag)) fail("is not text");
  const std::uint64_t length = is_fixstr(tag) ? tag & 0x1f : big_endian(1u << (tag - kStr8));
  if (length > kMaxTextBytes) fail("is too long");
  const std::string_view result = bytes(length);
  if (!is_utf8(result)) fail("is not UTF-8");
  return result;
}

std::string_view Reader::binary(std::size_t max) {
  constexpr unsigned char kBin32 = kBin8 + 2;
  const unsigned char tag = take_byte();
  if (tag < kBin8 || tag > kBin32) fail("is not binary");
  const std::uint64_t length = big_endian(1u << (tag - kBin8));
  if (length > max) fail("is too long");
  return bytes(length);
}

bool Reader::boolean() {
  if (!next_is_bool()) fail("is not a boolean");
  return *next_++ == kTrue;
}

std::int64_t Reader::signed_integer(unsigned char tag) {
  const unsigned size = 1u << (tag - kInt8);
  const unsigned unused_bits = 64 - 8 * size;
  // The arithmetic shift extends the sign of the narrower integer.
  return static_cast<std::int64_t>(big_endian(size) << unused_bits) >> unused_bits;
}

std::uint64_t Reader::count_slow(std::uint64_t max) {
  std::uint64_t value = 0;
  if (!at_end() && *next_ >= kUint8 && *next_ <= kUint64) {
    const unsigned char tag = *next_++;
    value = big_endian(1u << (tag - kUint8));
  } else if (!at_end() && *next_ >= kInt8 && *next_ <= kInt64) {
    const std::int64_t integer = signed_integer(*next_++);
    if (integer < 0) fail("is negative");
    value = static_cast<std::uint64_t>(integer);
  } else {
    const double real = number();
    constexpr double kTwoTo64 = 18446744073709551616.0;
    if (real < 0) fail("is negative");
    if (real >= kTwoTo64) fail("is out of range");
    if (real != std::floor(real)) fail("is not a whole number");
    value = static_cast<std::uint64_t>(real);
  }
  if (value > max) fail("is out of range");
  return value;
}

double Reader::number() {
  if (!next_is_number()) fail(at_end() ? "is cut off" : "is not a number");
  const unsigned char tag = *next_++;
  if (is_fixint(tag)) return static_cast<std::int8_t>(tag);
  if (tag >= kInt8) return static_cast<double>(signed_integer(tag));
  if (tag >= kUint8) return static_cast<double>(big_endian(1u << (tag - kUint8)));
  const double value = tag == kFloat64
                           ? std::bit_cast<double>(big_endian(8))
                           : std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(4)));
  if (!std::isfinite(value)) fail("is not a finite number");
  return value;
}

std::uint64_t Reader::step() {
  const unsigned char tag = take_byte();
  if (const std::size_t size = kWholeSize[tag]; size != 0) {
    bytes(size - 1);
    return 0;
  }
  if (is_fixarray(tag)) return tag & 0x0f;
  if (is_fixmap(tag)) return 2 * (tag & 0x0f);
  return step_sized(tag);
}

std::uint64_t Reader::step_sized(unsigned char tag) {
  if (tag == kNeverUsed) fail("is not msgpack");
  if (tag >= kMap16) return 2 * big_endian(tag == kMap16 ? 2 : 4);
  if (tag >= kArray16) return big_endian(tag == kArray16 ? 2 : 4);
  if (tag >= kStr8) {
    bytes(big_endian(1u << (tag - kStr8)));
  } else if (tag >= kExt8) {
    bytes(1 + big_endian(1u << (tag - kExt8)));  // one byte of type
  } else {
    bytes(big_endian(1u << (tag - kBin8)));
  }
  return 0;
}

void Reader::skip_leaves(std::uint64_t& pending) {
  const unsigned char* at = next_;  // in a register: half of a report is skipped
  for (; pending > 0 && at != end_; --pending) {
    const std::size_t size = kWholeSize[*at];
    if (size == 0) break;
    if (size > static_cast<std::size_t>(end_ - at)) fail("is cut off");
    at += size;
  }
  next_ = at;
}

std::string_view Reader::raw() {
  const unsigned char* const start = next_;
  const auto value = [&] {
    return std::string_view(reinterpret_cast<const char*>(start),
                            static_cast<std::size_t>(next_ - start));
  };
  std::uint64_t only = 1;
  skip_leaves(only);
  if (only == 0) return value();
  std::array<std::uint64_t, kMaxNestingDepth> pending{1};  // values still to read at each depth
  for (std::size_t depth = 1; depth > 0;) {
    skip_leaves(pending[depth - 1]);
    if (pending[depth - 1] == 0) {
      --depth;
      continue;
    }
    --pending[depth - 1];
    const std::uint64_t children = step();
    if (children > left()) fail("is cut off");
    if (children == 0) continue;
    if (depth == pending.size()) fail("is nested too deeply");
    pending[depth++] = children;
  }
  return value();
}

}  // namespace acrida::wire
