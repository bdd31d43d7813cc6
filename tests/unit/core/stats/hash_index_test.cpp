// HashIndex: look-up, growth, equal hashes.
#include "core/stats/hash_index.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(HashIndex, FindsWhatWasInserted) {
  HashIndex index;
  std::vector<std::string> keys;
  const auto find = [&](const std::string& key) {
    return index.find(HashIndex::hash_of({key}), [&](std::uint32_t i) { return keys[i] == key; });
  };
  EXPECT_EQ(find("0"), HashIndex::kNotFound);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    keys.push_back(std::to_string(i));
    index.insert(HashIndex::hash_of({keys.back()}), i);
  }
  for (std::uint32_t i = 0; i < 5000; ++i) ASSERT_EQ(find(std::to_string(i)), i);
  EXPECT_EQ(find("5000"), HashIndex::kNotFound);
  index.clear();
  EXPECT_EQ(find("17"), HashIndex::kNotFound);
}

TEST(HashIndex, EqualHashesAreToldApartByTheRow) {
  HashIndex index;
  for (std::uint32_t i = 0; i < 100; ++i) index.insert(42, i);
  for (std::uint32_t i = 0; i < 100; ++i) {
    EXPECT_EQ(index.find(42, [i](std::uint32_t row) { return row == i; }), i);
  }
  EXPECT_EQ(index.find(42, [](std::uint32_t) { return false; }), HashIndex::kNotFound);
}

TEST(HashIndex, EveryByteAndEveryBorderCounts) {
  std::set<std::uint64_t> hashes;
  std::size_t texts = 0;
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string text(size, 'a');
    hashes.insert(HashIndex::hash_of({text}));
    ++texts;
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = 'b';
      hashes.insert(HashIndex::hash_of({other}));
      hashes.insert(HashIndex::hash_of({text.substr(0, i), text.substr(i)}));
      texts += 2;
    }
  }
  EXPECT_EQ(hashes.size(), texts);
}

}  // namespace
}  // namespace acrida
