// PasswordHash: what is kept of a password.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida {

inline constexpr std::size_t kMinPasswordBytes = 8;
inline constexpr std::size_t kMaxPasswordBytes = 1024;

/// Argon2id with libsodium's limits for interactive use: 64 MiB and about 0.1 s of one core. The
/// error says which length is allowed, or that there is no memory for it.
Result<std::string> hash_password(std::string_view password);
/// Takes as long, whether it matches or not. `hash` is one by is_password_hash().
bool password_matches(const std::string& hash, std::string_view password);
/// Made by hash_password(), as far as one can see: none that would take more time or memory.
bool is_password_hash(std::string_view text);

}  // namespace acrida
