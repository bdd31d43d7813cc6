// SHA-256 against the standard's example.
#include "core/data/sha256.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hash.hex(), sha256("abc"));
}

}  // namespace
}  // namespace acrida
