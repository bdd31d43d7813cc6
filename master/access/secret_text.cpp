// SecretText: random secrets of 256 bits, and the digests by which they are known again.
#include "master/access/secret_text.hpp"

#include <array>
#include <span>
#include <stdexcept>

#include <sodium.h>

namespace acrida {
namespace {

using Bits256 = std::array<unsigned char, kSecretDigits / 2>;

/// The system's source of randomness is opened once.
void make_ready() {
  static const bool kReady = sodium_init() >= 0;
  if (!kReady) throw std::runtime_error("libsodium: the system has no source of randomness");
}

std::string hexadecimal(const Bits256& bits) {
  std::array<char, kSecretDigits + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bits.data(), bits.size());
  return text.data();
}

}  // namespace

std::string random_secret() {
  make_ready();
  Bits256 bits{};
  randombytes_buf(bits.data(), bits.size());
  return hexadecimal(bits);
}

std::string digest_of_secret(std::string_view secret) {
  make_ready();
  Bits256 bits{};
  crypto_generichash(bits.data(), bits.size(),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return hexadecimal(bits);
}

bool is_secret_text(std::string_view text) {
  return text.size() == kSecretDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace acrida
