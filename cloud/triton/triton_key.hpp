// TritonKey: the private key that signs requests to CloudAPI.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"

struct evp_pkey_st;

namespace acrida {

/// RSA or ECDSA. Immutable: any thread.
class TritonKey final {
 public:
  /// The error is one line and says what to do, as for keys with a passphrase.
  static Result<TritonKey> from_file(const std::string& path);

  /// "rsa-sha256" or "ecdsa-sha256".
  const std::string& algorithm() const { return algorithm_; }
  /// MD5 of the public key as SSH writes it: "aa:bb:...". "" when it has no such form.
  const std::string& fingerprint() const { return fingerprint_; }
  /// Base64; "" when OpenSSL cannot.
  std::string signature_of(const std::string& text) const;

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const;
  };
  using Key = std::unique_ptr<evp_pkey_st, FreeKey>;

  TritonKey(Key key, std::string algorithm);
  std::string compute_fingerprint() const;

  Key key_;
  std::string algorithm_;
  std::string fingerprint_;
};

}  // namespace acrida
