// Data hash: of the mapped file.
#include "core/data/data_hash.hpp"

#include <array>

#include <openssl/evp.h>

#include "core/data/mapped_file.hpp"

namespace acrida {

Result<std::string> data_hash(const std::string& path) {
  const auto file = MappedFile::open(path);
  if (!file) return file.error();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned bytes = 0;
  const std::string_view text = file->text();
  EVP_Digest(text.data(), text.size(), digest.data(), &bytes, EVP_sha256(), nullptr);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < bytes; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

}  // namespace acrida
