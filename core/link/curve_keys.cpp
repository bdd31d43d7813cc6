// CurveKeys: the key pair of one end of an encrypted link.
#include "core/link/curve_keys.hpp"

#include <array>
#include <cstdint>

#include <zmq.h>

namespace acrida::link {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kDigits = "0123456789abcdef";

/// Z85, ZeroMQ's own text form, ended by a zero.
using Z85 = std::array<char, 41>;

std::string from_z85(const Z85& z85) {
  std::array<std::uint8_t, kKeyBytes> bytes{};
  zmq_z85_decode(bytes.data(), z85.data());
  return curve_key_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<CurveKeys> make_curve_keys() {
  Z85 public_key{};
  Z85 secret_key{};
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    return Error{
        "cannot make keys: this system's libzmq is built without CURVE; install one that has it, "
        "or use --insecure on a network that you trust"};
  return CurveKeys{from_z85(public_key), from_z85(secret_key)};
}

Result<CurveKeys> curve_keys_of(std::string_view secret_key) {
  const std::string bytes = curve_key_bytes(secret_key);
  Z85 z85{};
  Z85 public_key{};
  if (bytes.empty()) return Error{"not a key: it has 64 hexadecimal digits"};
  zmq_z85_encode(z85.data(), reinterpret_cast<const std::uint8_t*>(bytes.data()), kKeyBytes);
  if (zmq_curve_public(public_key.data(), z85.data()) != 0)
    return Error{"this system's libzmq is built without CURVE; install one that has it"};
  return CurveKeys{from_z85(public_key), std::string(secret_key)};
}

bool is_curve_key(std::string_view text) {
  return text.size() == 2 * kKeyBytes && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::string curve_key_bytes(std::string_view text) {
  if (!is_curve_key(text)) return {};
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(kDigits.find(text[i]) << 4 | kDigits.find(text[i + 1]));
  return bytes;
}

std::string curve_key_text(std::string_view bytes) {
  if (bytes.size() != kKeyBytes) return {};
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace acrida::link
