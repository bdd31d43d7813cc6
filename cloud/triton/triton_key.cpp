// TritonKey: the private key that signs requests to CloudAPI.
#include "cloud/triton/triton_key.hpp"

#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace acrida {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
using Number = std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>;
using Digest = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;

/// No passphrase: OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

void append_field(std::string& blob, const std::string& bytes) {
  for (int shift = 24; shift >= 0; shift -= 8)
    blob += static_cast<char>(bytes.size() >> static_cast<unsigned>(shift) & 0xff);
  blob += bytes;
}

std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) return {};
  const Number owner(value, BN_free);
  std::vector<unsigned char> bytes(static_cast<std::size_t>(BN_num_bytes(value)));
  BN_bn2bin(value, bytes.data());
  std::string text(bytes.begin(), bytes.end());
  // One whose first bit is set would be a negative one.
  if (!text.empty() && (static_cast<unsigned char>(text[0]) & 0x80) != 0) text.insert(0, 1, '\0');
  return text;
}

std::string text_param(const EVP_PKEY* key, const char* name) {
  std::array<char, 64> text{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, name, text.data(), text.size(), &size) != 1) return {};
  return {text.data(), size};
}

std::string point_of(const EVP_PKEY* key) {
  std::array<unsigned char, 256> bytes{};
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size(),
                                      &size) != 1)
    return {};
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// The name of a curve in SSH.
std::string ssh_curve(const std::string& group) {
  if (group == "prime256v1") return "nistp256";
  if (group == "secp384r1") return "nistp384";
  if (group == "secp521r1") return "nistp521";
  return {};
}

}  // namespace

void TritonKey::FreeKey::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

TritonKey::TritonKey(Key key, std::string algorithm)
    : key_(std::move(key)), algorithm_(std::move(algorithm)), fingerprint_(compute_fingerprint()) {}

Result<TritonKey> TritonKey::from_file(const std::string& path) {
  const File file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file)
    return Error{path + ": this private key cannot be read; name another with --triton-key"};
  Key key(PEM_read_PrivateKey(file.get(), nullptr, no_passphrase, nullptr));
  if (!key)
    return Error{path +
                 ": is no private key in PEM without a passphrase; make a copy that is one: "
                 "ssh-keygen -p -N '' -m PEM -f COPY"};
  const int kind = EVP_PKEY_get_base_id(key.get());
  if (kind == EVP_PKEY_RSA) return TritonKey(std::move(key), "rsa-sha256");
  if (kind == EVP_PKEY_EC) return TritonKey(std::move(key), "ecdsa-sha256");
  return Error{path + ": CloudAPI takes RSA and ECDSA keys; this is another"};
}

std::string TritonKey::compute_fingerprint() const {
  std::string blob;
  if (algorithm_ == "rsa-sha256") {
    append_field(blob, "ssh-rsa");
    append_field(blob, number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E));
    append_field(blob, number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N));
  } else {
    const std::string curve = ssh_curve(text_param(key_.get(), OSSL_PKEY_PARAM_GROUP_NAME));
    if (curve.empty()) return {};
    append_field(blob, "ecdsa-sha2-" + curve);
    append_field(blob, curve);
    append_field(blob, point_of(key_.get()));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(blob.data(), blob.size(), digest.data(), &size, EVP_md5(), nullptr) != 1)
    return {};
  std::string text;
  for (unsigned place = 0; place < size; ++place) {
    std::array<char, 4> part{};
    std::snprintf(part.data(), part.size(), "%s%02x", place == 0 ? "" : ":", digest[place]);
    text += part.data();
  }
  return text;
}

std::string TritonKey::signature_of(const std::string& text) const {
  const Digest context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1)
    return {};
  std::vector<unsigned char> signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, bytes, text.size()) != 1) return {};
  std::vector<unsigned char> base64(4 * ((size + 2) / 3) + 1);
  const int length = EVP_EncodeBlock(base64.data(), signature.data(), static_cast<int>(size));
  return {base64.begin(), base64.begin() + length};
}

}  // namespace acrida
