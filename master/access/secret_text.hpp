// SecretText: random secrets of 256 bits, and the digests by which they are known again.
#pragma once

#include <string>
#include <string_view>

namespace acrida {

/// Of a secret or a digest, as hexadecimal digits.
inline constexpr std::size_t kSecretDigits = 64;

/// 256 random bits as 64 hexadecimal digits.
std::string random_secret();
/// BLAKE2b-256 of it. Whoever knows the digest cannot tell the secret, and whoever guesses secrets
/// learns nothing from the time that a look-up by their digest takes.
std::string digest_of_secret(std::string_view secret);
/// Whether a text is made like one of them.
bool is_secret_text(std::string_view text);

}  // namespace acrida
