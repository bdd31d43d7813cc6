// Writer: builds one msgpack frame.
#include "core/wire/writer.hpp"

#include <array>
#include <bit>
#include <cmath>

#include "core/stats/valid_text.hpp"
#include "core/wire/codec.hpp"

namespace acrida::wire {

Writer& Writer::key(std::string_view name) {
  packer_.pack_str(static_cast<std::uint32_t>(name.size()));
  packer_.pack_str_body(name.data(), static_cast<std::uint32_t>(name.size()));
  return *this;
}

void Writer::number(double value) {
  // Always float64: msgpack's packer would write whole values as integers, and boomer takes an
  // integer timestamp for whole seconds and drops the steps of a ramp within one.
  constexpr char kFloat64 = '\xcb';
  auto bits = std::bit_cast<std::uint64_t>(std::isfinite(value) ? value : 0);
  std::array<char, 9> encoded{kFloat64};
  for (std::size_t i = encoded.size() - 1; i > 0; --i, bits >>= 8) {
    encoded[i] = static_cast<char>(bits & 0xff);
  }
  raw({encoded.data(), encoded.size()});
}

void Writer::text(std::string_view value) {
  std::string scratch;
  key(valid_text(value, kMaxTextBytes, scratch));
}

void Writer::binary(std::string_view bytes) {
  packer_.pack_bin(static_cast<std::uint32_t>(bytes.size()));
  raw(bytes);
}

void Writer::seconds(WallTime time) {
  const auto microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  // Whole microseconds, so that a time survives any number of trips (a double holds no more).
  number(static_cast<double>(microseconds.count()) / 1e6);
}

void Writer::user_counts(const UserCounts& counts) {
  map(counts.size());
  for (const auto& [name, users] : counts) {
    text(name);
    count(users);
  }
}

}  // namespace acrida::wire
