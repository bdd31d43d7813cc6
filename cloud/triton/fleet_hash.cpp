// fleet_hash: a short word for a fleet, where its name cannot stand.
#include "cloud/triton/fleet_hash.hpp"

#include <array>
#include <cstdio>

#include <openssl/sha.h>

namespace acrida {

std::string fleet_hash(const std::string& fleet) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(fleet.data()), fleet.size(), digest.data());
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%02x%02x%02x%02x", digest[0], digest[1], digest[2],
                digest[3]);
  return text.data();
}

}  // namespace acrida
