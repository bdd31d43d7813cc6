// SHA-256: OpenSSL's.
#include "core/data/sha256.hpp"

#include <array>

#include <openssl/evp.h>

namespace acrida {

namespace {

EVP_MD_CTX* of(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

}  // namespace

std::string sha256(std::string_view content) {
  Sha256 hash;
  hash.add(content);
  return hash.hex();
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(of(context_.get()), EVP_sha256(), nullptr);
}

void Sha256::Free::operator()(void* context) const {
  EVP_MD_CTX_free(of(context));
}

void Sha256::add(std::string_view part) {
  EVP_DigestUpdate(of(context_.get()), part.data(), part.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned bytes = 0;
  EVP_DigestFinal_ex(of(context_.get()), digest.data(), &bytes);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < bytes; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

}  // namespace acrida
