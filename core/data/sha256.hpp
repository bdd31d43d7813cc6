// SHA-256 as the text that names content.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace acrida {

/// In hex, 64 characters. Pure.
std::string sha256(std::string_view content);

/// Of content that comes in parts.
///
///   Sha256 hash;
///   while (read(part)) hash.add(part);
///   if (hash.hex() != wanted) ...
class Sha256 {
 public:
  Sha256();
  void add(std::string_view part);
  /// Of all parts; the last call.
  std::string hex();

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;  // OpenSSL's EVP_MD_CTX
};

}  // namespace acrida
