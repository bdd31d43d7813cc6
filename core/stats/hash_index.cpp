// HashIndex: finds the number of a row by the hash of its key.
#include "core/stats/hash_index.hpp"

#include <algorithm>

namespace acrida {
namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

void HashIndex::insert(std::uint64_t hash, std::uint32_t row) {
  if ((rows_ + 1) * 2 > slots_.size()) {
    std::vector<Slot> old(std::max(kFirstSlots, slots_.size() * 2));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.row != kNotFound) place(slot);
    }
  }
  place({hash, row});
  ++rows_;
}

void HashIndex::clear() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  rows_ = 0;
}

void HashIndex::place(const Slot& slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots_[i].row != kNotFound) i = (i + 1) & mask;
  slots_[i] = slot;
}

}  // namespace acrida
