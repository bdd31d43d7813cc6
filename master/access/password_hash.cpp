// PasswordHash: what is kept of a password.
#include "master/access/password_hash.hpp"

#include <array>

#include <sodium.h>

namespace acrida {
namespace {

constexpr auto kOperations = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto kMemoryBytes = crypto_pwhash_MEMLIMIT_INTERACTIVE;

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (password.size() < kMinPasswordBytes || password.size() > kMaxPasswordBytes)
    return Error{"a password has " + std::to_string(kMinPasswordBytes) + " to " +
                 std::to_string(kMaxPasswordBytes) + " bytes"};
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (sodium_init() < 0 || crypto_pwhash_str(hash.data(), password.data(), password.size(),
                                             kOperations, kMemoryBytes) != 0)
    return Error{"no memory to hash a password: it takes 64 MiB"};
  return std::string(hash.data());
}

bool password_matches(const std::string& hash, std::string_view password) {
  return password.size() <= kMaxPasswordBytes && sodium_init() >= 0 &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_password_hash(std::string_view text) {
  if (text.size() >= crypto_pwhash_STRBYTES || text.find('\0') != std::string_view::npos)
    return false;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  text.copy(hash.data(), text.size());
  return crypto_pwhash_str_needs_rehash(hash.data(), kOperations, kMemoryBytes) == 0;
}

}  // namespace acrida
