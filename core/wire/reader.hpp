// Reader: a bounded cursor over one msgpack frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace acrida::wire {

/// Thrown by Reader and caught by the decode functions; its text names the place.
class DecodeError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Largest count that a frame may carry: adding up 2^16 of them stays below 2^64.
inline constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 48;

/// Reads values in place, front to back. It allocates nothing, so a hostile length costs nothing,
/// and no element is read that the frame does not hold. Decoding a report through msgpack's own
/// unpack took six times as long, as it builds every object before the first is looked at.
/// The frame outlives the reader and every view that it returns.
class Reader final {
 public:
  explicit Reader(std::string_view frame)
      : next_(reinterpret_cast<const unsigned char*>(frame.data())), end_(next_ + frame.size()) {}

  bool at_end() const { return next_ == end_; }
  /// What the following errors name; a map's key takes its place.
  void set_place(std::string_view place) { place_ = place; }

  /// The number of elements that follow; each of them is to be read. Never more than the frame has
  /// bytes left.
  std::uint32_t array(std::size_t max_elements);
  /// The number of pairs that follow.
  std::uint32_t map(std::size_t max_pairs);
  /// A map's key; empty when it is not text.
  std::string_view key();
  /// Hands each key of a map to `on_field`, which reads the value and returns true, or returns
  /// false to have it skipped.
  template <class OnField>
  void fields(OnField on_field);

  bool take_nil();
  bool next_is_number() const;
  bool next_is_map() const;
  bool next_is_array() const;
  bool next_is_text() const;
  bool next_is_bool() const;
  /// Valid UTF-8 of at most kMaxTextBytes.
  std::string_view text();
  /// Bytes of any kind, at most `max`.
  std::string_view binary(std::size_t max);
  bool boolean();
  /// A whole number from 0 to `max`, whether it came as an integer or as a float.
  std::uint64_t count(std::uint64_t max = kMaxCount);
  /// Any finite number.
  double number();
  void skip() { raw(); }
  /// The next value as it was encoded.
  std::string_view raw();

  [[noreturn]] void fail(std::string_view why) const;

 private:
  std::uint64_t count_slow(std::uint64_t max);
  std::int64_t signed_integer(unsigned char tag);
  std::uint32_t elements(unsigned char fix, unsigned char tag16, std::string_view what);
  std::string_view bytes(std::size_t length);
  std::uint64_t big_endian(unsigned length);
  unsigned char take_byte();
  /// Moves past one value, not past its children; their number is returned.
  std::uint64_t step();
  std::uint64_t step_sized(unsigned char tag);
  /// Moves past `pending` values, but no further than to the first list or map.
  void skip_leaves(std::uint64_t& pending);
  std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }

  const unsigned char* next_;
  const unsigned char* end_;
  std::string_view place_ = "frame";
};

template <class OnField>
void Reader::fields(OnField on_field) {
  constexpr std::size_t kMaxFields = 1024;
  for (std::uint32_t pairs = map(kMaxFields); pairs > 0; --pairs) {
    const std::string_view name = key();
    if (!on_field(name)) skip();
  }
}

inline std::uint64_t Reader::count(std::uint64_t max) {
  // Most counts of a histogram are below 128: one byte.
  if (next_ != end_ && *next_ <= 0x7f && *next_ <= max) return *next_++;
  return count_slow(max);
}

}  // namespace acrida::wire
