// HashIndex: finds the number of a row by the hash of its key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace acrida {

/// Open addressing over row numbers; the keys stay in the rows of the owner, so that a look-up by
/// string views builds no string. Rows are never taken out one by one. One owner.
class HashIndex {
 public:
  static constexpr std::uint32_t kNotFound = 0xffff'ffff;

  /// Of several texts in a row; not the same on machines of other byte order.
  static std::uint64_t hash_of(std::initializer_list<std::string_view> texts);

  /// The row for which `is_row(number)` says that it has the key. It is asked for few others.
  template <class IsRow>
  std::uint32_t find(std::uint64_t hash, IsRow is_row) const {
    if (slots_.empty()) return kNotFound;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask; slots_[i].row != kNotFound; i = (i + 1) & mask) {
      if (slots_[i].hash == hash && is_row(slots_[i].row)) return slots_[i].row;
    }
    return kNotFound;
  }
  /// Precondition: find() does not find the key.
  void insert(std::uint64_t hash, std::uint32_t row);
  void clear();

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t row = kNotFound;
  };
  void place(const Slot& slot);

  std::vector<Slot> slots_;  // a power of two, at most half of them used
  std::size_t rows_ = 0;
};

inline std::uint64_t HashIndex::hash_of(std::initializer_list<std::string_view> texts) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;  // 2^64 divided by the golden ratio
  std::uint64_t hash = kOdd;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> 29;
  };
  for (const std::string_view text : texts) {
    const char* at = text.data();
    std::size_t left = text.size();
    mix(left);  // so that ("ab", "c") is not ("a", "bc")
    for (; left >= 8; at += 8, left -= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      mix(word);
    }
    if (left >= 4) {  // the two halves may overlap: every byte is in at least one of them
      std::uint32_t head = 0;
      std::uint32_t tail = 0;
      std::memcpy(&head, at, 4);
      std::memcpy(&tail, at + left - 4, 4);
      mix(std::uint64_t{head} << 32 | tail);
    } else if (left > 0) {
      const auto byte = [at](std::size_t i) {
        return std::uint64_t{static_cast<unsigned char>(at[i])};
      };
      mix(byte(0) << 16 | byte(left / 2) << 8 | byte(left - 1));
    }
  }
  return hash ^ hash >> 32;
}

}  // namespace acrida
